#include "sim/results/twin_file.h"

#include <filesystem>

#include <fmt/format.h>

#include "sim/base/error.h"
#include "sim/results/table.h"

namespace wardtwin::results {

template <>
inline constexpr auto columns<TwinFinding> = std::tuple{
    column("at", &TwinFinding::at, "s", "when it was found"),
    column("since", &TwinFinding::since, "s", "when it began, as far as can be told"),
    column("kind", &TwinFinding::kind, "none", "loss, slow, arrivals, down or back"),
    column("what", &TwinFinding::what, "none", "access point, gateway or unit"),
    column("value", &TwinFinding::value, "1", "share lost, factor of time, factor of arrivals"),
    column("low", &TwinFinding::low, "1", "lower end of its 95 % interval"),
    column("high", &TwinFinding::high, "1", "upper end of its 95 % interval")};

template <>
inline constexpr auto columns<TwinEstimate> =
    std::tuple{column("at", &TwinEstimate::at, "s", "when it was made"),
               column("what", &TwinEstimate::what, "none", "what is estimated"),
               column("unit", &TwinEstimate::unit, "none", "of value, low and high"),
               column("value", &TwinEstimate::value, "1", "in that unit"),
               column("low", &TwinEstimate::low, "1", "lower end of its 95 % interval"),
               column("high", &TwinEstimate::high, "1", "upper end of its 95 % interval")};

template <>
inline constexpr auto columns<TwinBand> =
    std::tuple{column("forecast", &TwinBand::forecast, "1", "its number"),
               column("at", &TwinBand::at, "s", "when it was made"),
               column("until", &TwinBand::until, "s", "end of the step"),
               column("future", &TwinBand::future, "none", "as_is, or a what-if"),
               column("what", &TwinBand::what, "none", "the quantity"),
               column("unit", &TwinBand::unit, "none", "of low, median and high"),
               column("low", &TwinBand::low, "1", "lower end of the band"),
               column("median", &TwinBand::median, "1", "median of the runs"),
               column("high", &TwinBand::high, "1", "upper end of the band")};

template <>
inline constexpr auto columns<TwinWarning> =
    std::tuple{column("forecast", &TwinWarning::forecast, "1", "number of the forecast"),
               column("at", &TwinWarning::at, "s", "when that was made"),
               column("within", &TwinWarning::within, "s", "from then on"),
               column("name", &TwinWarning::name, "none", "as the scenario calls it"),
               column("future", &TwinWarning::future, "none", "as_is, or a what-if"),
               column("text", &TwinWarning::text, "none", "in words"),
               column("probability", &TwinWarning::probability, "1", "share of runs")};

template <>
inline constexpr auto columns<TwinCoverage> = std::tuple{
    column("what", &TwinCoverage::what, "none", "the quantity"),
    column("inside", &TwinCoverage::inside, "1", "observations inside, ties in proportion"),
    column("of", &TwinCoverage::of, "1", "observations compared")};

template <>
inline constexpr auto columns<TwinTrouble> =
    std::tuple{column("kind", &TwinTrouble::kind, "none", "what was wrong"),
               column("count", &TwinTrouble::count, "1", "messages")};

namespace {

namespace fs = std::filesystem;
constexpr const char* kFormat = "wardtwin twin 1.0";

template <class F, class Twin>
void each_list(Twin& t, F&& f) {
  f("findings", t.findings);
  f("estimates", t.estimates);
  f("bands", t.bands);
  f("warnings", t.warnings);
  f("coverage", t.coverage);
  f("troubles", t.troubles);
}

}  // namespace

void write_twin_file(const std::string& path, const TwinFile& twin) {
  h5::silence();
  const std::string part = path + ".part";
  try {
    h5::Handle file = h5::owned(H5Fcreate(part.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
                                H5Fclose, "cannot make the file");
    h5::write_attribute(file, "format", kFormat);
    h5::write_attribute(file, "program", twin.program);
    h5::write_attribute(file, "scenario_name", twin.scenario_name);
    h5::write_attribute(file, "seed", twin.seed);
    h5::write_attribute(file, "messages", twin.messages);
    h5::write_attribute(file, "band", twin.band);
    h5::write(file, "scenario", h5::Cells{std::vector<std::string>{twin.scenario_text}},
              {"none", "the scenario of the twin", {}});
    each_list(twin, [&](const char* name, const auto& rows) {
      using Row = typename std::decay_t<decltype(rows)>::value_type;
      const h5::Handle group = h5::create_group(file, name);
      write_table(group, std::span<const Row>(rows));
    });
    file.finish("cannot write the file");
    fs::rename(part, path);
  } catch (const std::exception& e) {
    throw RunError(fmt::format("cannot write {}: {}", path, e.what()));
  }
}

TwinFile read_twin_file(const std::string& path) {
  h5::silence();
  TwinFile twin;
  try {
    const h5::Handle file =
        h5::owned(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "cannot open it");
    if (!h5::has_attribute(file, "format") || h5::read_text_attribute(file, "format") != kFormat)
      throw h5::Failure("it is no file of a twin");
    twin.program = h5::read_text_attribute(file, "program");
    twin.scenario_name = h5::read_text_attribute(file, "scenario_name");
    twin.seed = h5::read_uint64_attribute(file, "seed");
    twin.messages = h5::read_uint64_attribute(file, "messages");
    twin.band = h5::read_double_attribute(file, "band");
    h5::Cells text{std::vector<std::string>{}};
    h5::read(file, "scenario", text);
    twin.scenario_text = std::get<std::vector<std::string>>(text).at(0);
    each_list(twin, [&](const char* name, auto& rows) {
      using Row = typename std::decay_t<decltype(rows)>::value_type;
      const h5::Handle group = h5::open_group(file, name);
      read_table<Row>(group, [&](std::size_t n) {
        rows.resize(n);
        return std::span<Row>(rows);
      });
    });
  } catch (const std::exception& e) {
    throw InputError(fmt::format("cannot read {}: {}", path, e.what()));
  }
  return twin;
}

}  // namespace wardtwin::results
