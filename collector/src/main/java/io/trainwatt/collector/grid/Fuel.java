package io.trainwatt.collector.grid;

import java.util.Optional;

/**
 * What a kilowatt-hour from a kind of plant emits over its life, in grams of CO2e: CodeCarbon's
 * factors by source, and IPCC AR5's median for biomass. Storage is no source of its own.
 */
enum Fuel {
  COAL(995),
  OIL(816),
  GAS(743),
  OTHER(635),
  BIOMASS(230),
  SOLAR(48),
  GEOTHERMAL(38),
  NUCLEAR(29),
  WIND(26),
  HYDRO(26);

  private final int grams;

  Fuel(int grams) {
    this.grams = grams;
  }

  int grams() {
    return grams;
  }

  /** Of a production type of ENTSO-E; absent for pumped storage and other storage. */
  static Optional<Fuel> ofPsr(String psrType) {
    return switch (psrType) {
      case "B01" -> Optional.of(BIOMASS);
      case "B02", "B05", "B08" -> Optional.of(COAL);
      case "B03", "B04" -> Optional.of(GAS);
      case "B06", "B07" -> Optional.of(OIL);
      case "B09" -> Optional.of(GEOTHERMAL);
      case "B10", "B25" -> Optional.empty();
      case "B11", "B12", "B13" -> Optional.of(HYDRO);
      case "B14" -> Optional.of(NUCLEAR);
      case "B16" -> Optional.of(SOLAR);
      case "B18", "B19" -> Optional.of(WIND);
      default -> Optional.of(OTHER);
    };
  }

  /** Of a fuel type of the US EIA; absent for pumped storage and batteries. */
  static Optional<Fuel> ofEia(String fuelType) {
    return switch (fuelType) {
      case "COL" -> Optional.of(COAL);
      case "NG" -> Optional.of(GAS);
      case "NUC" -> Optional.of(NUCLEAR);
      case "OIL" -> Optional.of(OIL);
      case "WAT" -> Optional.of(HYDRO);
      case "SUN" -> Optional.of(SOLAR);
      case "WND" -> Optional.of(WIND);
      case "GEO" -> Optional.of(GEOTHERMAL);
      case "BAT", "PS", "SNB", "UES" -> Optional.empty();
      default -> Optional.of(OTHER);
    };
  }
}
