#include "tests/validation/wifi/slot_by_slot.h"

#include <algorithm>
#include <deque>
#include <numeric>
#include <random>

namespace wardtwin::wifi::bench {
namespace {

constexpr Time kSlot = 9us, kSifs = 16us, kAck = 28us;

struct Contender {
  int aifsn, cw_min, cw_max, limit;
  int window, failures = 0;

  Contender(int aifsn_, int cw_min_, int cw_max_, int limit_)
      : aifsn(aifsn_), cw_min(cw_min_), cw_max(cw_max_), limit(limit_), window(cw_min_) {}
  int draw(std::mt19937_64& g) const { return std::uniform_int_distribution(0, window)(g); }
  /// True if the frame is done with, sent or given up.
  bool finish(bool success) {
    if (!success && ++failures < limit) {
      window = std::min(2 * window + 1, cw_max);
      return false;
    }
    window = cw_min;
    failures = 0;
    return true;
  }
};

class Medium {
 public:
  explicit Medium(const TaggedSetup& s)
      : s_(s),
        random_(s.seed),
        gap_(1 / seconds(s.mean_gap)),
        load_(static_cast<std::size_t>(s.load_stations), {3, 15, 1023, s.load_attempts}),
        tagged_(s.voice ? 2 : 3, s.voice ? 3 : 15, s.voice ? 7 : 1023, s.tagged_attempts) {
    for (const Contender& c : load_) counters_.push_back(c.draw(random_));
    next_ = from_seconds(gap_(random_));
  }

  TaggedDelays run() {
    while (idle_since_ < s_.length) step_idle_period();
    const auto delivered = static_cast<double>(result_.from_head.size());
    result_.dropped = dropped_ / (dropped_ + delivered);
    return std::move(result_);
  }

 private:
  /// Messages up to `until`. With an empty queue and no post-backoff left, one that comes while the
  /// medium is busy or not yet idle for AIFS draws a backoff, any other goes out at the next
  /// boundary.
  void arrive(Time until, Time idle_from) {
    for (; next_ <= until; next_ += from_seconds(gap_(random_))) {
      if (queue_.empty()) {
        head_since_ = next_;
        if (counter_ == 0 && next_ < idle_from) counter_ = tagged_.draw(random_);
      }
      queue_.push_back(next_);
    }
  }

  void step_idle_period() {
    for (int j = 2;; ++j) {
      const Time boundary = idle_since_ + kSifs + j * kSlot;
      arrive(boundary, idle_since_ + kSifs + tagged_.aifsn * kSlot);
      const bool tagged = j >= tagged_.aifsn && !queue_.empty() && counter_ == 0;
      senders_.clear();
      if (j >= 3 && std::find(counters_.begin(), counters_.end(), 0) != counters_.end())
        for (std::size_t i = 0; i < load_.size(); ++i)
          if (counters_[i] == 0) senders_.push_back(i);
      // every slot counts, also the one in which somebody sends
      if (j >= 3)
        for (int& c : counters_) c = std::max(0, c - 1);
      if (j >= tagged_.aifsn) counter_ = std::max(0, counter_ - 1);
      if (tagged || !senders_.empty()) return transmit(boundary, tagged);
    }
  }

  void transmit(Time start, bool tagged) {
    const bool success = senders_.size() + (tagged ? 1 : 0) == 1;
    const Time end = start + (senders_.empty() ? s_.tagged_frame : s_.load_frame);
    arrive(end, kNever);
    if (tagged) finish_tagged(end, success);
    idle_since_ = end + kSifs + kAck;  // EIFS after a collision, the reply otherwise
    arrive(idle_since_, kNever);
    for (const std::size_t i : senders_) {
      load_[i].finish(success);
      counters_[i] = load_[i].draw(random_);
    }
  }

  void finish_tagged(Time end, bool success) {
    if (success) {
      result_.from_arrival.push_back(seconds(end - queue_.front()) * 1e3);
      result_.from_head.push_back(seconds(end - head_since_) * 1e3);
    }
    const bool done = tagged_.finish(success);
    counter_ = tagged_.draw(random_);
    if (!done) return;
    dropped_ += success ? 0 : 1;
    queue_.pop_front();
    head_since_ = end;
  }

  TaggedSetup s_;
  std::mt19937_64 random_;
  std::exponential_distribution<double> gap_;
  std::vector<Contender> load_;
  Contender tagged_;
  std::vector<int> counters_;  ///< of the load
  int counter_ = 0;            ///< of the tagged station; without messages its post-backoff
  std::vector<std::size_t> senders_;
  std::deque<Time> queue_;
  Time next_{0}, head_since_{0}, idle_since_{0};
  double dropped_ = 0;
  TaggedDelays result_;
};

}  // namespace

TaggedDelays slot_by_slot(const TaggedSetup& setup) { return Medium(setup).run(); }

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double quantile(std::vector<double> values, double q) {
  const auto at = static_cast<std::ptrdiff_t>(q * static_cast<double>(values.size()));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

}  // namespace wardtwin::wifi::bench
