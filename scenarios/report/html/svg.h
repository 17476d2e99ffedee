#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Charts as inline SVG. Colours come from the page's classes: 0 to 7 are told apart by colour-blind
/// readers (Okabe and Ito 2008) and in print by their dashes.
namespace wardtwin::html {

std::string escape(std::string_view text);  ///< for text and attributes

/// Colours of heat maps, as the page's variables --h0 (least) to --h32 (most).
constexpr int kHeatSteps = 33;

using Show = std::function<std::string(double)>;

/// From data to a share of the axis, cut off at its ends. A logarithmic one starts above 0.
struct Scale {
  double low = 0, high = 1;
  bool log = false;
  double share(double v) const;
  std::vector<double> ticks(int most) const;
};

/// A scale from 0 to a round number not below `high`.
Scale from_zero(double high);

/// What every chart says of itself. `alt` is read out where the picture is not seen.
struct Caption {
  std::string title, alt;
};

/// Curves over a horizontal axis.
class Plot {
 public:
  struct Axes {
    std::string x, y;  ///< what is shown, with its unit
    Scale across, up;
    Show show_x, show_y;
    std::vector<double> ticks;  ///< of x; empty: round numbers
  };
  Plot(Caption caption, Axes axes);
  /// Points without a number break the line.
  void line(const std::vector<double>& x, const std::vector<double>& y, int colour,
            const std::string& key);
  void band(const std::vector<double>& x, const std::vector<double>& low,
            const std::vector<double>& high, int colour, const std::string& key,
            bool inner = false);                 ///< inner: it lies on another band of its colour
  void mark(double y, const std::string& text);  ///< a level across the plot
  std::string figure() const;

 private:
  double px(double x) const;
  double py(double y) const;
  std::string body_, keys_;
  Caption caption_;
  Axes axes_;
};

/// Bars in named rows over one horizontal axis.
class Rows {
 public:
  Rows(Caption caption, std::string x, Scale scale, Show show);
  void row(const std::string& name);
  /// In the last row; `lane` of `lanes` shares its height. `tip` shows on hover.
  void bar(double from, double to, int colour, const std::string& tip, int lane = 0, int lanes = 1);
  void whisker(double low, double high);  ///< an interval
  void point(double at, int colour);
  void note(double at, const std::string& text);  ///< right of `at`, or left where that runs out
  void rule(double at);                           ///< a line through all rows
  void ticks(std::vector<double> at) { ticks_ = std::move(at); }  ///< instead of round numbers
  void key(int colour, const std::string& text);
  std::string figure() const;

 private:
  double px(double x) const;
  double top() const;
  std::string body_, keys_;
  Caption caption_;
  std::string x_;
  Scale scale_;
  Show show_;
  std::vector<double> rules_, ticks_;
  int rows_ = 0;
};

/// <figure> with its heading, a drawing of width x height units, and keys below.
std::string figure(const Caption& caption, double width, double height, const std::string& body,
                   const std::string& keys);
/// One entry of a legend: "line", "band", "inner" (a band on a band) or "box" in a colour.
std::string key(const char* kind, int colour, const std::string& text);

}  // namespace wardtwin::html
