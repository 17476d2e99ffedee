// Every file in bad/hospital/ and bad/pathways/ is well formed, names what is not there or asks for what cannot be,
// and is refused with exactly the text beside it. WARDTWIN_ACCEPT=1 writes the texts anew: read
// them before committing.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "scenarios/compiler/hospital.h"
#include "scenarios/compiler/problems.h"
#include "scenarios/run/requirements.h"

namespace wardtwin::compiler {
namespace {

namespace fs = std::filesystem;

fs::path folder(const std::string& name) {
  return fs::path(WARDTWIN_ROOT) / "tests/scenario" / name;
}

std::vector<fs::path> files_in(const std::string& name) {
  std::vector<fs::path> files;
  for (const auto& e : fs::directory_iterator(folder(name)))
    if (e.path().extension() == ".yaml" && !e.path().filename().string().starts_with("_"))
      files.push_back(e.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// `# --set path=value` at the top of a file is given on the command line.
std::vector<std::string> settings_of(const fs::path& file) {
  std::vector<std::string> sets;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line) && line.starts_with("# --set ");)
    sets.push_back(line.substr(8));
  return sets;
}

struct Refusal {
  std::string text = "accepted\n";
  std::vector<std::string> each;
};

Refusal refusal_of(const fs::path& file) {
  const fs::path back = fs::current_path();
  fs::current_path(file.parent_path());
  Refusal r;
  try {
    run::check_requirements(compile_file(file.filename(), settings_of(file)));
  } catch (const ScenarioError& e) {
    r = {e.what(), e.messages};
  }
  fs::current_path(back);
  return r;
}

TEST(HospitalFiles, BadOnesAreRefusedWithTheirExactText) {
  int checked = 0;
  std::vector<fs::path> files = files_in("bad/hospital");
  for (const fs::path& file : files_in("bad/pathways")) files.push_back(file);
  for (const fs::path& file : files) {
    SCOPED_TRACE(file.filename());
    const Refusal got = refusal_of(file);
    const fs::path text = fs::path(file).replace_extension(".txt");
    if (std::getenv("WARDTWIN_ACCEPT")) std::ofstream(text) << got.text;
    EXPECT_NE(got.text, "accepted\n");
    EXPECT_EQ(slurp(text), got.text);
    for (const std::string& one : got.each)  // "file:line:column: " or "--set path: "
      EXPECT_TRUE(one.starts_with("--set ") || one.find(".yaml:") != std::string::npos)
          << "no place: " << one;
    ++checked;
  }
  EXPECT_GE(checked, 65);
}

TEST(HospitalFiles, TheirBaseAndTheGoodOnesCompile) {
  EXPECT_EQ(refusal_of(folder("bad/hospital") / "_ward.yaml").text, "accepted\n");
  EXPECT_EQ(refusal_of(folder("bad/pathways") / "_clinic.yaml").text, "accepted\n");
  EXPECT_EQ(refusal_of(folder("good") / "small_ward.yaml").text, "accepted\n");
}

// A mistake in the header or the building does not hide those of the models, and the other way
// round.
TEST(HospitalFiles, WhatIsWrongWithTheFileIsStillToldByTheWholeCompiler) {
  for (const fs::path& file : files_in("bad")) {
    SCOPED_TRACE(file.filename());
    std::string expected = slurp(fs::path(file).replace_extension(".txt"));
    const Refusal got = refusal_of(file);
    EXPECT_NE(got.text, "accepted\n");
    EXPECT_NE(got.text.find(expected.substr(0, expected.find('\n'))), std::string::npos)
        << got.text;
  }
}

}  // namespace
}  // namespace wardtwin::compiler
