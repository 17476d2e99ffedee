#include "scenarios/study/designs.h"

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/base/error.h"

namespace wardtwin::study {
namespace {

namespace fs = std::filesystem;

// "people.units.ward.staff.night=3" is known by its last two words.
std::string short_setting(const std::string& setting) {
  const std::size_t equals = setting.find('=');
  std::size_t from = setting.rfind('.', equals);
  if (from != std::string::npos && from > 0) from = setting.rfind('.', from - 1);
  return from == std::string::npos ? setting : setting.substr(from + 1);
}

void add_points(const std::string& folder, std::vector<DesignFile>& out) {
  std::ifstream in(fs::path(folder) / "plan.json");
  const auto plan = nlohmann::json::parse(in, nullptr, false);
  if (!in || plan.is_discarded() || !plan.contains("points"))
    throw InputError(fmt::format(
        "{} is a folder and holds no sweep\n  Name results files, or a folder that `wardtwin sweep "
        "-o` made.",
        folder));
  std::size_t number = 0;
  for (const auto& point : plan["points"]) {
    const std::string path = fmt::format("{}/{:04}.h5", folder, number++);
    if (!fs::exists(path))
      throw InputError(
          fmt::format("{} does not exist: the sweep in {} is not finished\n  Write wardtwin sweep "
                      "with --resume "
                      "and -o {} to finish it.",
                      path, folder, folder));
    std::string name;
    for (const auto& s : point.value("settings", nlohmann::json::array()))
      name += (name.empty() ? "" : ", ") + short_setting(s.get<std::string>());
    out.push_back({name, path});
  }
}

}  // namespace

std::vector<DesignFile> design_files(std::span<const std::string> files) {
  std::vector<DesignFile> out;
  for (const std::string& f : files) {
    if (fs::is_directory(f))
      add_points(f, out);
    else
      out.push_back({f, f});
  }
  return out;
}

}  // namespace wardtwin::study
