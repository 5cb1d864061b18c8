// QR codes as SVG: one path of horizontal runs, so the picture needs no image format and no style.
#include <qrencode.h>

#include <memory>
#include <string>

#include "base/check.hpp"
#include "identity/totp.hpp"

namespace bursar::identity {
namespace {

constexpr int k_quiet_zone = 4;

// The dark modules of one row as "M x y h length v1 h-length z" runs.
void append_row(std::string& path, const QRcode& code, int row) {
  const unsigned char* modules = code.data + static_cast<std::ptrdiff_t>(row) * code.width;
  for (int column = 0; column < code.width;) {
    if ((modules[column] & 1) == 0) {
      ++column;
      continue;
    }
    int end = column;
    while (end < code.width && (modules[end] & 1) != 0) ++end;
    const std::string length = std::to_string(end - column);
    path += "M" + std::to_string(column + k_quiet_zone) + " " + std::to_string(row + k_quiet_zone) +
            "h" + length + "v1h-" + length + "z";
    column = end;
  }
}

}  // namespace

std::string qr_svg(std::string_view text) {
  const auto release = [](QRcode* code) { QRcode_free(code); };
  const std::unique_ptr<QRcode, decltype(release)> code(
      QRcode_encodeData(static_cast<int>(text.size()),
                        reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M),
      release);
  check(code != nullptr, "the text does not fit into a QR code");
  std::string path;
  for (int row = 0; row < code->width; ++row) append_row(path, *code, row);
  const std::string side = std::to_string(code->width + 2 * k_quiet_zone);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
         "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side +
         "H0z\"/><path fill=\"#000\" d=\"" + path + "\"/></svg>";
}

}  // namespace bursar::identity
