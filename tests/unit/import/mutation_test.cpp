#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "scenarios/import/import.h"
#include "sim/base/error.h"
#include "sim/base/random.h"

namespace wardtwin::importing {
namespace {

namespace fs = std::filesystem;

struct Sample {
  Kind kind;
  std::string text;
};

const std::vector<Sample> kSamples{
    {Kind::hl7,
     "MSH|^~\\&|A|B|C|D|202601010800||ADT^A01|1|P|2.5\rEVN|A01|202601010800\r"
     "PID|1||7^^^H||DOE^JANE\rPV1|1|I|WEST\\F\\WING^1\rMSH|^~\\&|A|B|C|D|202601020800||ADT^A03|2|"
     "P\r"
     "EVN|A03|202601020800\rPID|1||7^^^H\rPV1|1|I|WEST^1\r"},
    {Kind::fhir,
     R"({"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"IMP"},)"
     R"("subject":{"reference":"Patient/p"},"period":{"start":"2026-01-01T08:00:00Z",)"
     R"("end":"2026-01-02T08:00:00Z"},"location":[{"location":{"display":"Ward"}}]})"},
    {Kind::arrivals, "hour,n\n0,1\n6AM-7AM,\"2\"\n23,4\n"},
    {Kind::rmf,
     "levels:\n  L1:\n    measurements: [[0, 1, {distance: [3, 8.0]}]]\n    vertices: [[0, 0, 0, "
     "a], "
     "[100, 0], [100, 100], [0, 100]]\n    walls: [[0, 1], [1, 2], [2, 3], [3, 0]]\n"},
    {Kind::tiled,
     R"({"width":3,"height":2,"layers":[{"name":"room","type":"tilelayer","data":[1,1,1,2,2,2]}]})"},
    {Kind::geojson,
     R"({"features":[{"geometry":{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,3],[0,0]]]},)"
     R"("properties":{"kind":"room","name":"a"}}]})"}};

class Mutations : public ::testing::Test {
 protected:
  void SetUp() override {
    file_ = fs::temp_directory_path() / ("wardtwin_import_" + std::to_string(::getpid()));
  }
  void TearDown() override { fs::remove(file_); }

  // Reads the text as any user's file: a part, problems or an InputError, but never a crash.
  void read(Kind kind, const std::string& text) {
    std::ofstream(file_, std::ios::binary) << text;
    try {
      const Imported made = import_files(kind, {file_.string()}, {});
      EXPECT_TRUE(!made.part.empty() || made.problems.count() > 0) << text;
    } catch (const InputError&) {
    }
  }
  fs::path file_;
};

TEST_F(Mutations, EveryTruncation) {
  for (const Sample& s : kSamples)
    for (std::size_t n = 0; n <= s.text.size(); ++n) read(s.kind, s.text.substr(0, n));
}

TEST_F(Mutations, BytesChangedInsertedAndRepeated) {
  constexpr std::string_view kBytes("\\|^~&\"'{}[],:\r\n\v\0 09-+.eZ\x7f", 26);
  Stream random({11, 0}, 1, Purpose::test);
  for (const Sample& s : kSamples)
    for (int round = 0; round < 200; ++round) {
      std::string text = s.text;
      for (std::uint32_t k = 0; k <= random.below(4); ++k) {
        const std::size_t at = random.below(static_cast<std::uint32_t>(text.size()));
        const char byte = kBytes[random.below(static_cast<std::uint32_t>(kBytes.size()))];
        switch (random.below(4)) {
          case 0: text[at] = byte; break;
          case 1: text.insert(at, 1, byte); break;
          case 2: text.erase(at, 1 + random.below(8)); break;
          default: text.insert(at, text.substr(at / 2, random.below(40)));
        }
        if (text.empty()) text.assign(1, 'x');
      }
      read(s.kind, text);
    }
}

TEST_F(Mutations, HugeFieldsAndDeepNesting) {
  const std::string huge(1'000'000, '7');
  for (const Sample& s : kSamples)
    for (const std::string& bomb : {huge, std::string(100'000, '['), std::string(200'000, '|'),
                                    std::string(100'000, '\\'), std::string(100'000, '"')}) {
      std::string text = s.text;
      text.insert(text.size() / 2, bomb);
      read(s.kind, text);
    }
}

// Real files, where somebody has put them beside the project.
TEST_F(Mutations, RealFilesAreReadWithoutACrash) {
  const char* set = std::getenv("WARDTWIN_SHARED_DATA");
  const fs::path data = set ? fs::path(set) : fs::path(WARDTWIN_ROOT) / "../shared/data";
  if (!fs::exists(data)) GTEST_SKIP() << "no folder of real files";
  const auto all = [&](const char* folder, const char* extension) {
    std::vector<std::string> files;
    for (const auto& e : fs::directory_iterator(data / folder))
      if (e.path().extension() == extension) files.push_back(e.path().string());
    return files;
  };
  const auto hl7 = import_files(Kind::hl7, all("hl7v2", ".hl7"), {});
  EXPECT_NE(hl7.part.find("ADT^A40"), hl7.part.npos) << hl7.problems.text();
  for (const char* word : {"DUCK", "EVERYMAN", "Huckleberry", "10006579"})
    EXPECT_EQ((hl7.part + hl7.history_csv).find(word), std::string::npos) << word;
  const auto fhir = import_files(Kind::fhir, all("fhir", ".ndjson"), {});
  EXPECT_EQ(fhir.problems.text(), "");
  EXPECT_NE(fhir.part.find("150 Encounter"), fhir.part.npos);
  const fs::path plans = data / "floorplans";
  const auto rmf = import_files(Kind::rmf, {(plans / "rmf_clinic.building.yaml").string()}, {});
  EXPECT_EQ(rmf.problems.text(), "");
  EXPECT_FALSE(rmf.part.empty());
}

}  // namespace
}  // namespace wardtwin::importing
