// Draws an icon in one size, for the folders where desktops look for it: icon <svg> <pixels> <png>.
#include <QCoreApplication>
#include <QImage>
#include <QImageReader>

#include <cstdio>

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv); // tells where Qt's plugins lie
    const QStringList words = QCoreApplication::arguments();
    if (words.size() != 4)
        return 2;
    QImageReader reader(words[1]);
    const int pixels = words[2].toInt();
    reader.setScaledSize({pixels, pixels});
    const QImage picture = reader.read();
    if (picture.isNull() || !picture.save(words[3], "png", 0)) {
        std::fprintf(stderr, "%s: %s\n", qPrintable(words[1]), qPrintable(reader.errorString()));
        return 1;
    }
    return 0;
}
