#pragma once

#include "vendors/response.h"

#include <QString>

namespace vendors {

/// Whether the body is a page for browsers, as a proxy, a network that wants a sign-in or a server under
/// maintenance sends one in a vendor's place, mostly with the status of a success. Told by how the body
/// begins, and by a Content-Type of HTML. No page: an empty body, and JSON or XML of other words than HTML's,
/// whatever the Content-Type says. Looks at the first 64 KiB.
bool isWebPage(const Response& response);

/// The page's title, as it stands there (not redacted); empty where there is none.
QString titleOf(const Response& response);

} // namespace vendors
