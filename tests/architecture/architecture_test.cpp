#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

const fs::path kRoot = WARDTWIN_ROOT;
const std::set<std::string> kFolders = {"sim", "scenarios", "devices", "network_models",
                                        "viz", "bindings"};

struct Table {
  std::map<std::string, std::set<std::string>> uses;
  std::map<std::string, std::set<std::string>> third;
};

std::set<std::string> split(const std::string& text) {
  std::istringstream in(text);
  std::set<std::string> out;
  for (std::string word; in >> word;) out.insert(word);
  return out;
}

Table parse_table(std::istream& in) {
  Table t;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto colon = line.find(':');
    const std::string head = line.substr(0, colon), rest = line.substr(colon + 1);
    if (head.starts_with("third "))
      t.third[head.substr(6)] = split(rest);
    else
      t.uses[head] = split(rest);
  }
  return t;
}

Table read_table() {
  std::ifstream in(kRoot / "tests/architecture/modules.txt");
  return parse_table(in);
}

// The longest module name that the path starts with; empty if none.
std::string module_of(const std::string& path, const Table& t) {
  std::string best;
  for (const auto& [name, uses] : t.uses)
    if (path.starts_with(name + "/") && name.size() > best.size()) best = name;
  return best;
}

std::vector<std::string> includes_of(std::istream& in) {
  static const std::regex include(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);)
    if (std::smatch m; std::regex_search(line, m, include)) out.push_back(m[1]);
  return out;
}

// What is wrong with one include of one file; empty if nothing.
std::string fault(const std::string& file, const std::string& include, const Table& t) {
  const std::string from = module_of(file, t);
  if (from.empty()) return file + " lies in no module of modules.txt";
  for (const auto& [prefix, allowed] : t.third)
    if (include.starts_with(prefix) && !allowed.contains(from))
      return file + " includes <" + include + ">, which is for " + *allowed.begin() + " only";
  if (!kFolders.contains(include.substr(0, include.find('/')))) return "";
  const std::string to = module_of(include, t);
  if (to.empty()) return file + " includes \"" + include + "\", which lies in no module";
  if (to == from || t.uses.at(from).contains(to)) return "";
  return file + " includes \"" + include + "\": " + from + " may not use " + to;
}

std::vector<fs::path> sources(const std::set<std::string>& extensions) {
  std::vector<fs::path> out;
  for (const auto& folder : kFolders) {
    if (!fs::exists(kRoot / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder))
      if (extensions.contains(entry.path().extension().string())) out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string slurp(const fs::path& p) {
  std::ifstream in(p);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Architecture, EveryIncludePointsDownTheModuleTable) {
  const Table table = read_table();
  std::size_t seen = 0;
  for (const auto& path : sources({".h", ".cpp"})) {
    std::ifstream in(path);
    const std::string file = fs::relative(path, kRoot).generic_string();
    for (const auto& include : includes_of(in)) {
      ++seen;
      EXPECT_EQ(fault(file, include, table), "");
    }
  }
  EXPECT_GT(seen, 100u) << "the walk found too few includes to mean anything";
}

TEST(Architecture, RefusesWhatTheTableForbids) {
  const Table t = read_table();
  EXPECT_NE(fault("devices/catalogue.cpp", "network_models/wifi/cell.h", t), "");
  EXPECT_NE(fault("sim/people/staff/nurse.cpp", "sim/platform/alarm_manager.h", t), "");
  EXPECT_NE(fault("scenarios/run/run.cpp", "simgrid/s4u.hpp", t), "");
  EXPECT_NE(fault("sim/base/time.h", "sim/flow/flow.h", t), "");
  EXPECT_EQ(fault("scenarios/run/run.cpp", "network_models/wifi/cell.h", t), "");
}

TEST(Architecture, TheTableHasNoCycle) {
  const Table t = read_table();
  for (const auto& [name, uses] : t.uses) {
    std::set<std::string> reached(uses), open(uses);
    while (!open.empty()) {
      const std::string next = *open.begin();
      open.erase(open.begin());
      for (const auto& further : t.uses.at(next))
        if (reached.insert(further).second) open.insert(further);
    }
    EXPECT_FALSE(reached.contains(name)) << name << " uses itself in a circle";
  }
}

// Headers that describe a model open with the four words; those named in Checked by must exist.
TEST(Architecture, ModelHeadersSayWhatTheyAreAndWhoCheckedThem) {
  static const std::regex named(R"(tests/[A-Za-z0-9_/]+\.(cpp|py))");
  std::size_t models = 0;
  for (const auto& path : sources({".h"})) {
    const std::string text = slurp(path);
    const auto model = text.find("/// Model ");
    if (model == std::string::npos) continue;
    ++models;
    SCOPED_TRACE(fs::relative(path, kRoot).string());
    const auto valid = text.find("/// Valid for"), leaves = text.find("/// Leaves out"),
               checked = text.find("/// Checked by");
    ASSERT_NE(valid, std::string::npos);
    ASSERT_NE(leaves, std::string::npos);
    ASSERT_NE(checked, std::string::npos);
    EXPECT_LT(model, valid);
    EXPECT_LT(valid, leaves);
    EXPECT_LT(leaves, checked);
    const std::string tail = text.substr(checked, 600);
    std::smatch m;
    ASSERT_TRUE(std::regex_search(tail, m, named)) << "Checked by names no test file";
    for (auto it = std::sregex_iterator(tail.begin(), tail.end(), named);
         it != std::sregex_iterator(); ++it)
      EXPECT_TRUE(fs::exists(kRoot / it->str())) << it->str();
  }
  EXPECT_GT(models, 5u);
}

TEST(Architecture, EveryFolderHasItsReadme) {
  const Table t = read_table();
  for (const auto& [name, uses] : t.uses) {
    if (!fs::exists(kRoot / name)) continue;
    const bool own = fs::exists(kRoot / name / "README.md");
    const bool parents = fs::exists((kRoot / name).parent_path() / "README.md");
    EXPECT_TRUE(own || parents) << name << " has no README.md, nor has the folder above it";
  }
}

}  // namespace
