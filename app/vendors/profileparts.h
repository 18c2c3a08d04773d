#pragma once

#include "vendors/fields.h"

#include <QStringList>

/// How the parts of a profile are read; ProfileReader puts them together. Each notes what is wrong in the
/// Fields' Problems and gives back what could be read.
namespace vendors {

/// A set of limits, as it stands in a profile and in a preset.
struct LimitSet {
    std::vector<limits::Limit> limits;
    std::vector<Provenance> provenance;
    std::vector<LimitTerms> terms;
};
/// `parameters`: the names that "{name}" may use.
LimitSet readLimits(const Fields& owner, const QStringList& parameters);

std::vector<AnswerRule> readAnswers(const Fields& owner);
std::vector<SignalRule> readSignals(const Fields& owner);
std::vector<Operation> readOperations(const Fields& owner);

/// Notes where one part of a profile speaks of another that is not there: a limit's scope that no call has, a
/// signal that teaches a limit of which nothing can be learned. Of a profile without other mistakes.
void checkReferences(const Profile& profile, Problems& problems);

/// Notes what is wrong with a path below the base URL ("/accounts/{id}"), if anything.
void checkPath(const Fields& fields, const char* key, bool holdsId);
/// Notes what is wrong with a regular expression, if anything.
void checkPattern(const Fields& fields, const char* key);
/// Notes an HTTP method that is none; gives back the method.
QString readMethod(const Fields& fields, const QString& otherwise);
/// Notes an id that is not lower-case letters, digits and dashes; gives back the id.
QString readId(const Fields& fields, const char* key);

} // namespace vendors
