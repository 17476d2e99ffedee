#include <algorithm>

#include <gtest/gtest.h>

#include "scenarios/compiler/catalogue.h"
#include "scenarios/compiler/describe.h"

namespace wardtwin::compiler {
namespace {

TEST(Catalogue, EveryFieldIsDescribedAndItsDefaultCanBeWritten) {
  int walked = 0;
  for (const SectionDoc& s : catalogue())
    for (const FieldDoc& f : s.fields) {
      SCOPED_TRACE(s.path + "." + f.name);
      EXPECT_FALSE(f.doc.empty());
      EXPECT_EQ(f.problem, "");
      EXPECT_LE(f.low, f.high);
      if (f.mark != Mark::assumed) {
        EXPECT_FALSE(f.source.empty()) << "a default that is not assumed has a source";
      }
      ++walked;
    }
  EXPECT_GT(walked, 300);
}

}  // namespace

struct WrongDef {
  int count = 500;
  Time wait = 3s;
};
}  // namespace wardtwin::compiler

namespace wardtwin {
template <>
inline constexpr auto fields<compiler::WrongDef> = std::tuple{
    field("count", &compiler::WrongDef::count, "1", 0, 10, "Count."),
    field("wait", &compiler::WrongDef::wait, "s", 0, 60, "Wait.", Mark::estimate, "guess")};
}  // namespace wardtwin

namespace wardtwin::compiler {
namespace {

TEST(Catalogue, ADefaultOutsideItsRangeIsFound) {
  const SectionDoc s = describe<WrongDef>("wrong", "Wrong.");
  EXPECT_EQ(s.fields[0].problem, "'count' is 500, which is too large");
  EXPECT_EQ(s.fields[1].problem, "");
}

TEST(Explain, FieldsSectionsAndWords) {
  const Catalogue all = catalogue();
  std::string text;
  EXPECT_TRUE(explain(all, "duration", text));
  EXPECT_NE(text.find("Default  24 h"), std::string::npos) << text;
  EXPECT_NE(text.find("assumed"), std::string::npos) << text;
  EXPECT_TRUE(explain(all, "rooms", text));
  EXPECT_TRUE(explain(all, "poisson", text));
  EXPECT_NE(text.find("bench.devices.NAME.pattern"), std::string::npos) << text;
  EXPECT_FALSE(explain(all, "durration", text));
  EXPECT_EQ(text, "nothing is called 'durration'. Did you mean 'duration'?\n");
  EXPECT_NE(reference_page(all).find("| `replications` |"), std::string::npos);
  EXPECT_NE(list_text(all).find("bench.devices.NAME"), std::string::npos);
}

TEST(Explain, WordsOfTheModels) {
  const Catalogue all = catalogue();
  std::string text;
  EXPECT_TRUE(explain(all, "escalate_after", text));
  EXPECT_NE(text.find("Default  20 s"), std::string::npos) << text;
  EXPECT_TRUE(explain(all, "roaming", text));
  EXPECT_NE(text.find("network.wifi.roaming"), std::string::npos) << text;
  EXPECT_TRUE(explain(all, "lookahead", text));
  EXPECT_TRUE(explain(all, "heart_rate", text));
  EXPECT_TRUE(explain(all, "802.11n", text));
  EXPECT_TRUE(explain(all, "telemetry_pack", text));
  EXPECT_NE(text.find("telemetry transmitter"), std::string::npos) << text;
  EXPECT_NE(text.find("waveform: 250 B periodic every 200 ms"), std::string::npos) << text;
  EXPECT_NE(text.find("lasts 36 h"), std::string::npos) << text;
  EXPECT_FALSE(explain(all, "telemetry_pak", text));
  EXPECT_EQ(text, "nothing is called 'telemetry_pak'. Did you mean 'telemetry_pack'?\n");
}

TEST(Catalogue, FieldLinesHaveNineColumnsAndEveryField) {
  const Catalogue all = catalogue();
  std::size_t fields = 0;
  for (const SectionDoc& s : all) fields += s.fields.size();
  const std::string text = field_lines(all);
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(text, '\n')), fields + 1);
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(text, '\t')), 8 * (fields + 1));
  EXPECT_NE(text.find("\nscenario.duration\ts\t0.001\t"), std::string::npos);
  EXPECT_NE(text.find("open|plasterboard|"), std::string::npos) << "words are parted by |";
}

TEST(Explain, AnEstimateIsCalledOne) {
  std::string text;
  EXPECT_TRUE(explain({describe<WrongDef>("wrong", "Wrong.")}, "wait", text));
  EXPECT_NE(text.find("an estimate: guess"), std::string::npos) << text;
}

}  // namespace
}  // namespace wardtwin::compiler
