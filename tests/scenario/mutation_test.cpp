// Files that people and programs damage: each is accepted or refused with a place, in bounded time.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "scenarios/compiler/scenario.h"
#include "sim/base/random.h"

namespace wardtwin::compiler {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

std::string good_text() {
  std::ifstream in(fs::path(WARDTWIN_ROOT) / "tests/scenario/good/_two_units.yaml");
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// Empty: accepted. Otherwise the whole message.
std::string outcome(const std::string& text) {
  Context context;
  try {
    const Scenario s = read_scenario_text(text, "m.yaml", {}, context);
    context.stop_if_wrong();
    const Scenario again = read_scenario_text(echo(s), "echo.yaml", {}, context);
    EXPECT_EQ(context.errors(), 0u) << text << "\n---- echo\n" << echo(s);
    return "";
  } catch (const ScenarioError& e) {
    EXPECT_FALSE(e.messages.empty());
    for (const auto& m : e.messages) EXPECT_TRUE(m.starts_with("m.yaml")) << m;
    return e.what();
  }
}

std::size_t below(Stream& s, std::size_t n) {
  return std::min(n - 1, static_cast<std::size_t>(s.uniform() * static_cast<double>(n)));
}

void mutate(std::string& t, Stream& s) {
  static const std::string kPieces[] = {"{",
                                        "}",
                                        "[",
                                        "]",
                                        ":",
                                        ": ",
                                        ",",
                                        "\n",
                                        "  ",
                                        "- ",
                                        "&a ",
                                        "*a",
                                        "<<: ",
                                        "\"",
                                        "'",
                                        "#",
                                        "|",
                                        ">",
                                        "~",
                                        "nan",
                                        "-1",
                                        "1e400",
                                        "99999999999999999999",
                                        "0",
                                        " d",
                                        " m",
                                        " %",
                                        "\t",
                                        "\xff",
                                        "?",
                                        "!!x ",
                                        "---\n",
                                        "%",
                                        "@",
                                        "\r",
                                        "base: x\n",
                                        "\xc3\xa9"};
  if (t.empty()) t = "a";
  const std::size_t at = below(s, t.size());
  switch (below(s, 5)) {
    case 0: t.erase(at, 1 + below(s, 12)); break;
    case 1: t.insert(at, kPieces[below(s, std::size(kPieces))]); break;
    case 2: t[at] = static_cast<char>(below(s, 256)); break;
    case 3: t.insert(at, t.substr(below(s, t.size()), below(s, 80))); break;
    default: std::swap(t[at], t[below(s, t.size())]);
  }
}

TEST(Mutations, DamagedFilesAreAcceptedOrRefusedWithAPlace) {
  const std::string good = good_text();
  int accepted = 0, refused = 0;
  for (std::uint32_t i = 0; i < 4000; ++i) {
    Stream s(Seed{7, 0}, i, Purpose::test);
    std::string t = good;
    for (std::size_t k = 1 + below(s, 4); k > 0; --k) mutate(t, s);
    const std::string first = outcome(t);
    if (i % 50 == 0) {
      EXPECT_EQ(first, outcome(t)) << "not the same twice";
    }
    ++(first.empty() ? accepted : refused);
    if (HasFailure()) FAIL() << "mutation " << i << "\n" << t;
  }
  EXPECT_GT(accepted, 100);
  EXPECT_GT(refused, 1000);
}

TEST(Mutations, RandomBytesAreRefused) {
  for (std::uint32_t i = 0; i < 1000; ++i) {
    Stream s(Seed{8, 0}, i, Purpose::test);
    std::string t(below(s, 400), ' ');
    for (char& c : t) c = static_cast<char>(i % 2 ? below(s, 256) : 32 + below(s, 95));
    EXPECT_NE(outcome(t), "") << t;
  }
}

void expect_refused_within(const std::string& text, double limit) {
  const auto start = Clock::now();
  EXPECT_NE(outcome(text), "");
  EXPECT_LT(std::chrono::duration<double>(Clock::now() - start).count(), limit);
}

std::string repeated(const std::string& piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

// 5 s is the allowance for sanitizers; a release build needs well below 1 s for each.
TEST(HostileFiles, AreRefusedInTime) {
  const std::string head = "scenario: x\nformat: 1\n";
  expect_refused_within(head + "record: [" + repeated("x, ", 5'000'000) + "]\n", 5);
  expect_refused_within(head + "a: " + repeated("[", 1'000'000), 5);
  expect_refused_within(head + "a: " + repeated("{a: ", 100'000), 5);
  expect_refused_within(repeated("- ", 100'000), 5);
  expect_refused_within(std::string(15'000'000, 'x'), 5);
  std::string keys = head, rooms = head + "building:\n  floors:\n    f:\n      rooms:\n";
  for (int i = 0; i < 40'000; ++i) keys += "key_" + std::to_string(i) + ": 1\n";
  for (int i = 0; i < 10'000; ++i)
    rooms += "        r" + std::to_string(i) + ": { kind: ward, area: [0 m, 0 m, 9 m, 9 m] }\n";
  expect_refused_within(keys, 5);
  expect_refused_within(rooms, 5);
}

TEST(HostileFiles, AFileOfOneGigabyteIsRefusedByItsSize) {
  const fs::path file = fs::temp_directory_path() / "wardtwin_large_scenario.yaml";
  {
    std::ofstream out(file);
  }
  fs::resize_file(file, std::uintmax_t{1} << 30);  // sparse: takes no room
  const auto start = Clock::now();
  Context context;
  EXPECT_THROW(read_scenario(file, {}, context), ScenarioError);
  EXPECT_LT(std::chrono::duration<double>(Clock::now() - start).count(), 1);
  fs::remove(file);
}

TEST(HostileFiles, DevicesAndFoldersAreNoScenarios) {
  for (const auto* path : {"/dev/zero", "/", "/nowhere/x.yaml"}) {
    Context context;
    EXPECT_THROW(read_scenario(path, {}, context), ScenarioError) << path;
  }
}

}  // namespace
}  // namespace wardtwin::compiler
