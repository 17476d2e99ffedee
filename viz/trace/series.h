#pragma once

#include "viz/trace/trace.h"

/// Series as lines to draw: a bucket per few minutes, read from the level of the file that is fine
/// enough, so a window costs the same whatever it spans.
namespace wardtwin::viz {

enum class SeriesName : std::uint8_t {
  beds_occupied,
  nurses_busy,
  messages,
  airtime,
  gateway_queue
};

struct Bucket {
  Time from{0}, to{0};
  float min = 0, max = 0, mean = 0;
};
struct Line {
  std::string name;  ///< the access point, gateway or unit
  std::vector<Bucket> buckets;
};
struct Plot {
  std::string title, unit;
  std::vector<Line> lines;
  std::string meaning{};  ///< what is counted, in a sentence
};

/// At most 2 x `pixels` buckets that cover [from, to), and about as many if the file is as fine.
/// Minutes are counted from trace.start().
Plot read_plot(const Trace& trace, SeriesName name, Time from, Time to, std::size_t pixels);

/// The same with neighbouring buckets taken together so that all lines have at most `most` of them,
/// but two each: least of the least, largest of the largest, mean weighted by time.
Plot coarser(const Plot& plot, std::size_t most);
/// One line from the least to the largest of all lines, bucket by bucket; its mean is theirs.
Line envelope(const Plot& plot);

/// As CSV with a head: begin and end in s since start of run, then min, mean, max of each line.
std::string as_csv(const Plot& plot);

}  // namespace wardtwin::viz
