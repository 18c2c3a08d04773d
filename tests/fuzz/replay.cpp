// Feeds a fuzz target with every file of the folders that are named: what libFuzzer does first, with any
// compiler.
#include "fuzz/fuzz.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

int main(int argc, char** argv)
{
    int files = 0;
    for (int i = 1; i < argc; ++i) {
        QDirIterator each(QString::fromLocal8Bit(argv[i]), QDir::Files);
        while (each.hasNext()) {
            QFile file(each.next());
            if (!file.open(QIODevice::ReadOnly))
                qFatal("%s cannot be opened", qPrintable(file.fileName()));
            const QByteArray bytes = file.readAll();
            // Its name first: a broken promise ends the program.
            std::fprintf(stderr, "%s\n", qPrintable(QDir(file.fileName()).dirName()));
            LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.constData()),
                                   static_cast<std::size_t>(bytes.size()));
            ++files;
        }
    }
    std::fprintf(stderr, "%d inputs\n", files);
    return files > 0 ? 0 : 1;
}
