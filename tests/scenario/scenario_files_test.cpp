// Every file in bad/ is refused with exactly the text beside it; every file in good/ is accepted
// and its echo reads back. A line `# --set path=value` at the top of a file is given on the command
// line. WARDTWIN_ACCEPT=1 writes the texts anew: read them before committing.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "scenarios/compiler/scenario.h"

namespace wardtwin::compiler {
namespace {

namespace fs = std::filesystem;

std::string slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<fs::path> files_in(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& e : fs::directory_iterator(fs::path(WARDTWIN_ROOT) / "tests/scenario" / folder))
    if (e.path().extension() == ".yaml") files.push_back(e.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> settings_of(const fs::path& file) {
  std::vector<std::string> sets;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line) && line.starts_with("# --set ");)
    sets.push_back(line.substr(8));
  return sets;
}

std::string message_of(const fs::path& file) {
  Context context;
  try {
    const Scenario s = read_scenario(file.filename(), settings_of(file), context);
    context.stop_if_wrong();
    return "accepted\n";
  } catch (const ScenarioError& e) {
    return e.what();
  }
}

// The first line that differs, and both texts from there.
std::string difference(const std::string& expected, const std::string& got) {
  std::istringstream a(expected), b(got);
  std::string x, y, out;
  for (int line = 1;; ++line) {
    const bool more_a = bool(std::getline(a, x)), more_b = bool(std::getline(b, y));
    if (!more_a && !more_b) return out;
    if (!more_a) x = "(nothing)";
    if (!more_b) y = "(nothing)";
    if (x != y) out += "line " + std::to_string(line) + "\n  - " + x + "\n  + " + y + "\n";
  }
}

class InFolder {
 public:
  explicit InFolder(const std::string& folder) : back_(fs::current_path()) {
    fs::current_path(fs::path(WARDTWIN_ROOT) / "tests/scenario" / folder);
  }
  ~InFolder() { fs::current_path(back_); }

 private:
  fs::path back_;
};

TEST(ScenarioFiles, BadOnesAreRefusedWithTheirExactText) {
  const InFolder here("bad");
  const auto files = files_in("bad");
  int checked = 0;
  for (const fs::path& file : files) {
    SCOPED_TRACE(file.filename());
    const fs::path text = fs::path(file).replace_extension(".txt");
    if (file.filename().string().starts_with("_")) continue;  // a base of another file
    const std::string got = message_of(file);
    if (std::getenv("WARDTWIN_ACCEPT")) std::ofstream(text) << got;
    ASSERT_TRUE(fs::exists(text)) << "no expected text; the message is\n" << got;
    EXPECT_NE(got, "accepted\n");
    EXPECT_EQ(difference(slurp(text), got), "");
    ++checked;
  }
  EXPECT_GE(checked, 40);
}

TEST(ScenarioFiles, GoodOnesAreAcceptedAndTheirEchoReadsBack) {
  const InFolder here("good");
  for (const fs::path& file : files_in("good")) {
    SCOPED_TRACE(file.filename());
    if (file.filename().string().starts_with("_")) continue;
    ASSERT_EQ(message_of(file), "accepted\n");
    Context context;
    const Scenario first = read_scenario(file.filename(), settings_of(file), context);
    const std::string written = echo(first);
    const Scenario second = read_scenario_text(written, "echo.yaml", {}, context);
    ASSERT_EQ(context.errors(), 0u) << written;
    EXPECT_EQ(echo(second), written);
    EXPECT_EQ(first.header.duration, second.header.duration);
    ASSERT_EQ(first.plan.rooms.size(), second.plan.rooms.size());
    ASSERT_EQ(first.plan.beds.size(), second.plan.beds.size());
    for (std::size_t i = 0; i < first.plan.beds.size(); ++i) {
      EXPECT_EQ(first.plan.beds[i].name, second.plan.beds[i].name);
      EXPECT_EQ(first.plan.beds[i].at, second.plan.beds[i].at);
    }
    ASSERT_EQ(first.plan.walls.size(), second.plan.walls.size());
    for (const auto& section : {"people", "devices", "network", "platform"}) {
      const Node *a = first.section(section), *b = second.section(section);
      ASSERT_EQ(a == nullptr, b == nullptr);
      if (a != nullptr) {
        EXPECT_TRUE(same_content(*a, *b)) << section;
      }
    }
  }
}

}  // namespace
}  // namespace wardtwin::compiler
