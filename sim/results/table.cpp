#include "sim/results/table.h"

namespace wardtwin::results {

void write_histograms(hid_t group, const std::string& name, const std::string& doc,
                      std::span<const Histogram* const> rows) {
  std::vector<std::uint64_t> sum, max, count;
  std::vector<std::uint32_t> row, bin;
  std::vector<double> low, high;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    sum.push_back(rows[r]->sum_ns());
    max.push_back(rows[r]->max_ns());
    const auto& counts = rows[r]->counts();
    for (std::size_t b = 0; b < counts.size(); ++b) {
      if (counts[b] == 0) continue;
      row.push_back(static_cast<std::uint32_t>(r));
      bin.push_back(static_cast<std::uint32_t>(b));
      low.push_back(static_cast<double>(Histogram::bin_low(b)) * 1e-9);
      high.push_back(static_cast<double>(Histogram::bin_low(b) + Histogram::bin_width(b)) * 1e-9);
      count.push_back(counts[b]);
    }
  }
  h5::write(group, name + "_sum", h5::Cells{sum}, {"ns", doc + ": sum", {}});
  h5::write(group, name + "_max", h5::Cells{max}, {"ns", doc + ": largest; 0 where none", {}});
  h5::write(group, name + "_bin_row", h5::Cells{row}, {"1", doc + ": row of this table", {}});
  h5::write(group, name + "_bin", h5::Cells{bin}, {"1", doc + ": number of the bin", {}});
  h5::write(group, name + "_bin_low", h5::Cells{low}, {"s", doc + ": least value of the bin", {}});
  h5::write(group, name + "_bin_high", h5::Cells{high},
            {"s", doc + ": first value beyond the bin", {}});
  h5::write(group, name + "_bin_count", h5::Cells{count}, {"1", doc + ": values in the bin", {}});
}

namespace {
template <class T>
std::vector<T> read_column(hid_t group, const std::string& name) {
  h5::Cells cells{std::vector<T>{}};
  h5::read(group, name, cells);
  return std::get<std::vector<T>>(std::move(cells));
}
}  // namespace

std::vector<Histogram> read_histograms(hid_t group, const std::string& name) {
  const auto sum = read_column<std::uint64_t>(group, name + "_sum");
  const auto max = read_column<std::uint64_t>(group, name + "_max");
  const auto row = read_column<std::uint32_t>(group, name + "_bin_row");
  const auto bin = read_column<std::uint32_t>(group, name + "_bin");
  const auto count = read_column<std::uint64_t>(group, name + "_bin_count");
  if (max.size() != sum.size() || bin.size() != row.size() || count.size() != row.size())
    throw h5::Failure("the columns of histogram " + name + " differ in length");
  std::vector<std::vector<std::uint64_t>> counts(sum.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] >= counts.size() || bin[i] >= Histogram::kBins)
      throw h5::Failure("histogram " + name + " has a bin out of range");
    auto& own = counts[row[i]];
    if (bin[i] >= own.size()) own.resize(bin[i] + 1);
    own[bin[i]] = count[i];
  }
  std::vector<Histogram> result;
  for (std::size_t r = 0; r < sum.size(); ++r)
    result.push_back(Histogram::from_parts(std::move(counts[r]), sum[r], max[r]));
  return result;
}

std::vector<StageRow> stage_rows(const AlarmStatistics& statistics) {
  std::vector<StageRow> rows;
  for (const auto& p : words<flow::AlarmPriority>)
    for (const auto& s : words<flow::AlarmStage>) {
      const auto& own = statistics.priority[static_cast<std::size_t>(p.value)];
      const auto i = static_cast<std::size_t>(s.value);
      rows.push_back({p.value, s.value, own.since_device[i], own.step[i]});
    }
  return rows;
}

void take_stage_rows(AlarmStatistics& statistics, std::span<StageRow> rows) {
  for (StageRow& row : rows) {
    const auto p = static_cast<std::size_t>(row.priority), s = static_cast<std::size_t>(row.stage);
    if (p >= kAlarmPriorities || s >= flow::kAlarmStages)
      throw h5::Failure("alarm stage out of range");
    statistics.priority[p].since_device[s] = std::move(row.since_device);
    statistics.priority[p].step[s] = std::move(row.step);
  }
}

}  // namespace wardtwin::results
