#include "scenarios/report/html/svg.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace wardtwin::html {
namespace {

constexpr double kWidth = 760, kLeft = 66, kRight = 14, kTop = 10, kBottom = 44;
constexpr double kPlotHeight = 270;
constexpr double kRowHeight = 26, kRowLeft = 250;
constexpr std::size_t kRowLetters = 34;  ///< of a row's name; wider letters would be cut off

// The first letters of UTF-8, never half of one.
std::string shortened(const std::string& words, std::size_t most) {
  const auto begins = [&](std::size_t i) {
    return (static_cast<unsigned char>(words[i]) & 0xc0) != 0x80;
  };
  std::size_t letters = 0, cut = 0;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (begins(i) && ++letters == most) cut = i;
  return letters > most ? words.substr(0, cut) + "…" : words;
}

std::string text(double x, double y, const char* anchor, const std::string& words,
                 const std::string& more = "") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y,
                     anchor, more, escape(words));
}

// A label at the right edge of a chart ends there.
const char* anchor_at(double x) { return x > kWidth - kRight - 20 ? "end" : "middle"; }

std::string segment(double x0, double y0, double x1, double y1, const char* style) {
  return fmt::format(
      "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>\n", x0, y0, x1,
      y1, style);
}

// 1, 2 or 5 times a power of ten, not below `least`.
double round_step(double least) {
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double m : {1.0, 2.0, 5.0})
    if (m * power >= least * (1 - 1e-9)) return m * power;
  return 10 * power;
}

}  // namespace

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

double Scale::share(double v) const {
  const double s =
      log ? std::log(std::max(v, low) / low) / std::log(high / low) : (v - low) / (high - low);
  return std::clamp(s, 0.0, 1.0);
}

std::vector<double> Scale::ticks(int most) const {
  std::vector<double> out;
  if (log) {
    const int first = static_cast<int>(std::ceil(std::log10(low) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(high) + 1e-9));
    const int every = std::max(1, (last - first + most) / most);
    for (int p = first; p <= last; p += every) out.push_back(std::pow(10, p));
    return out;
  }
  const double step = round_step((high - low) / most);
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k)
    out.push_back(k * step + 0.0);  // no -0
  return out;
}

Scale from_zero(double high) {
  if (!(high > 0) || !std::isfinite(high)) return {0, 1};
  const double step = round_step(high / 5);
  return {0, step * std::ceil(high / step - 1e-9)};
}

std::string figure(const Caption& caption, double width, double height, const std::string& body,
                   const std::string& keys) {
  return fmt::format(
      "<figure>\n<figcaption>{}</figcaption>\n"
      "<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">\n{}</svg>\n{}</figure>\n",
      escape(caption.title), width, height, escape(caption.alt), body,
      keys.empty() ? "" : "<p class=\"keys\">" + keys + "</p>\n");
}

std::string key(const char* kind, int colour, const std::string& words) {
  const std::string_view what(kind);
  return fmt::format(
      "<span class=\"key\"><svg class=\"small\" viewBox=\"0 0 28 10\" aria-hidden=\"true\">{}</svg>"
      "{}</span>\n",
      what == "line"
          ? fmt::format("<line x1=\"0\" y1=\"5\" x2=\"28\" y2=\"5\" class=\"l{}\"/>", colour)
          : fmt::format("<rect width=\"28\" height=\"10\" class=\"{}{}\"/>",
                        what == "box" ? "f" : "b", colour) +
                (what == "inner"  // a band drawn on a band
                     ? fmt::format("<rect width=\"28\" height=\"10\" class=\"b{}\"/>", colour)
                     : ""),
      escape(words));
}

Plot::Plot(Caption caption, Axes axes) : caption_(std::move(caption)), axes_(std::move(axes)) {
  for (const double y : axes_.up.ticks(6)) {
    body_ += segment(kLeft, py(y), kWidth - kRight, py(y), "grid");
    body_ += text(kLeft - 6, py(y) + 4, "end", axes_.show_y(y));
  }
  const auto ticks = axes_.ticks.empty() ? axes_.across.ticks(9) : axes_.ticks;
  for (const double x : ticks) {
    body_ += segment(px(x), kTop, px(x), kPlotHeight - kBottom, "grid");
    body_ += text(px(x), kPlotHeight - kBottom + 16, anchor_at(px(x)), axes_.show_x(x));
  }
  body_ += text((kLeft + kWidth - kRight) / 2, kPlotHeight - 8, "middle", axes_.x);
  const double middle = (kTop + kPlotHeight - kBottom) / 2;
  body_ += text(14, middle, "middle", axes_.y,
                fmt::format(" transform=\"rotate(-90 14 {:.1f})\"", middle));
}

double Plot::px(double x) const {
  return kLeft + axes_.across.share(x) * (kWidth - kLeft - kRight);
}
double Plot::py(double y) const {
  return kPlotHeight - kBottom - axes_.up.share(y) * (kPlotHeight - kBottom - kTop);
}

void Plot::line(const std::vector<double>& x, const std::vector<double>& y, int colour,
                const std::string& words) {
  std::string path;
  bool down = false;
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
    if (!std::isfinite(y[i])) {
      down = false;
      continue;
    }
    path += fmt::format("{}{:.1f} {:.1f}", down ? "L" : "M", px(x[i]), py(y[i]));
    down = true;
  }
  body_ += fmt::format("<path d=\"{}\" class=\"l{}\"><title>{}</title></path>\n", path, colour,
                       escape(words));
  if (!words.empty()) keys_ += key("line", colour, words);
}

void Plot::band(const std::vector<double>& x, const std::vector<double>& low,
                const std::vector<double>& high, int colour, const std::string& words, bool inner) {
  std::string points;
  const auto add = [&](std::size_t i, double y) {
    if (std::isfinite(y)) points += fmt::format("{:.1f},{:.1f} ", px(x[i]), py(y));
  };
  for (std::size_t i = 0; i < x.size(); ++i) add(i, high[i]);
  for (std::size_t i = x.size(); i-- > 0;) add(i, low[i]);
  if (points.empty()) return;
  body_ += fmt::format("<polygon points=\"{}\" class=\"b{}\"/>\n", points, colour);
  if (!words.empty()) keys_ += key(inner ? "inner" : "band", colour, words);
}

void Plot::mark(double y, const std::string& words) {
  body_ += segment(kLeft, py(y), kWidth - kRight, py(y), "rule");
  body_ += text(kWidth - kRight - 4, py(y) - 4, "end", words);
}

std::string Plot::figure() const {
  return html::figure(caption_, kWidth, kPlotHeight, body_, keys_);
}

Rows::Rows(Caption caption, std::string x, Scale scale, Show show)
    : caption_(std::move(caption)), x_(std::move(x)), scale_(scale), show_(std::move(show)) {}

double Rows::px(double x) const {
  return kRowLeft + scale_.share(x) * (kWidth - kRowLeft - kRight);
}
double Rows::top() const { return kTop + kRowHeight * (rows_ - 1); }

void Rows::row(const std::string& name) {
  ++rows_;
  const std::string shown = shortened(name, kRowLetters);
  const std::string label = text(kRowLeft - 8, top() + 17, "end", shown);
  body_ += shown == name ? label : fmt::format("<g><title>{}</title>{}</g>\n", escape(name), label);
}

void Rows::bar(double from, double to, int colour, const std::string& tip, int lane, int lanes) {
  const double height = (kRowHeight - 8) / lanes;
  body_ += fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
      "class=\"f{}\"><title>{}</title></rect>\n",
      px(from), top() + 4 + lane * height, std::max(1.0, px(to) - px(from)), height, colour,
      escape(tip));
}

void Rows::whisker(double low, double high) {
  const double y = top() + kRowHeight / 2, a = px(low), b = px(high);
  body_ += segment(a, y, b, y, "whisker") + segment(a, y - 4, a, y + 4, "whisker") +
           segment(b, y - 4, b, y + 4, "whisker");
}

void Rows::point(double at, int colour) {
  body_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" class=\"f{}\"/>\n", px(at),
                       top() + kRowHeight / 2, colour);
}

void Rows::note(double at, const std::string& words) {
  const bool fits = px(at) + 8 + 7 * static_cast<double>(words.size()) < kWidth;
  body_ += text(fits ? px(at) + 8 : px(at) - 8, top() + 17, fits ? "start" : "end", words,
                " class=\"note\"");
}

void Rows::rule(double at) { rules_.push_back(at); }

void Rows::key(int colour, const std::string& words) { keys_ += html::key("box", colour, words); }

std::string Rows::figure() const {
  const double bottom = kTop + kRowHeight * rows_;
  std::string axes;
  for (const double x : ticks_.empty() ? scale_.ticks(7) : ticks_) {
    axes += segment(px(x), kTop, px(x), bottom, "grid");
    axes += text(px(x), bottom + 16, anchor_at(px(x)), show_(x));
  }
  axes += text((kRowLeft + kWidth - kRight) / 2, bottom + 36, "middle", x_);
  for (const double x : rules_) axes += segment(px(x), kTop, px(x), bottom, "rule");
  return html::figure(caption_, kWidth, bottom + kBottom, axes + body_, keys_);
}

}  // namespace wardtwin::html
