#pragma once

#include <tuple>

#include "scenarios/compiler/prices_def.h"
#include "sim/base/fields.h"

/// Field tables of prices_def.h. No price is read in a source: all are recalled or assumed.
namespace wardtwin {

template <>
inline constexpr auto fields<compiler::RadioPricesDef> = [] {
  using D = compiler::RadioPricesDef;
  return std::tuple{field("ble", &D::ble, "A Bluetooth gateway."),
                    field("lorawan", &D::lorawan, "A LoRaWAN gateway."),
                    field("ieee802154", &D::ieee802154, "A router or coordinator of 802.15.4."),
                    field("cellular", &D::cellular, "A small cell of a private network."),
                    field("rfid", &D::rfid, "A reader with its antennas."),
                    field("uwb", &D::uwb, "An anchor for ultra-wideband tags.")};
}();

template <>
inline constexpr auto fields<compiler::OtherPriceDef> = [] {
  using D = compiler::OtherPriceDef;
  return std::tuple{field("count", &D::count, "1", 0, 1e9, "How many."),
                    field("each", &D::each, "What one costs.")};
}();

template <>
inline constexpr auto fields<compiler::PricesDef> = [] {
  using D = compiler::PricesDef;
  return std::tuple{
      field("currency", &D::currency, "What prices are in; a word that is shown with them."),
      field("nurse_hour", &D::nurse_hour, "1", 0, 1e6,
            "Pay for an hour on duty in units whose staff: cost_per_hour is 0.", Mark::recalled,
            "a registered nurse about 45 USD"),
      field("life_years", &D::life_years, "1", 0.1, 100,
            "Years over which a price is spread, where the piece has none of its own.",
            Mark::assumed, "5-7 years"),
      field("upkeep_share", &D::upkeep_share, "1", 0, 10,
            "Upkeep a year as a share of the price, where the piece has none of its own.",
            Mark::assumed, "service contracts of 5-10 %"),
      field("cabling", &D::cabling, "1", 0, 1e9,
            "Cable drop of an access point or radio; lasts as long as it, without upkeep.",
            Mark::recalled, "300 USD"),
      field("access_point", &D::access_point, "A Wi-Fi access point (about 1,000 USD, recalled)."),
      field("switch", &D::switch_, "A switch that feeds access points (assumed)."),
      field("gateway", &D::gateway, "A medical gateway (1.5-4 k USD, recalled)."),
      field("server", &D::server, "A server with its software (assumed)."),
      field("radios", &D::radios, "Radios other than Wi-Fi, by family (assumed)."),
      field("devices", &D::devices, "By device class, in place of the class's own price."),
      field("others", &D::others,
            "Whatever else is paid for, by name: cloud platforms ask 0.5-2 USD a month for a "
            "device.")};
}();

}  // namespace wardtwin
