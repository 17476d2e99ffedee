#include "network_models/wifi/radio_link.h"

#include <gtest/gtest.h>

namespace wardtwin::wifi {
namespace {

TEST(AirtimeLaw, EqualsThePhysicalLayerForEveryLengthRateAndBand) {
  for (const Standard standard :
       {Standard::a, Standard::g, Standard::n, Standard::ac, Standard::ax}) {
    for (const Band band : {Band::ghz_2_4, Band::ghz_5}) {
      PhyDef def;
      def.standard = standard;
      def.band = band;
      for (const Rate& rate : rates_of(def)) {
        const AirtimeLaw law = airtime_law(rate, band);
        for (const int bytes : {14, 60, 266, 1064, 1536, 65535})
          EXPECT_EQ(law(bytes), ppdu_time(rate, band, bytes))
              << static_cast<int>(standard) << " index " << rate.index << ", " << bytes << " B";
      }
    }
  }
}

}  // namespace
}  // namespace wardtwin::wifi
