package io.trainwatt.agent.counter.vectors;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.counter.RawReading;
import io.trainwatt.agent.counter.together.Role;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The vectors of several sources. */
final class SeveralReader {
  private static final Set<String> ANY = Set.of();
  private static final Set<String> SOURCE = sourceMembers();
  private static final Set<String> EXPECT = VectorReader.known("total", "disagreements", "sources");
  private static final List<String> TOTAL =
      List.of(Meaning.COUNTED, Meaning.INTEGRATED, "restMicrojoules");
  private static final List<String> ROLES = List.of("part", "overlap", "standIn", "meter", "check");

  private SeveralReader() {}

  private record Placed(EnergySource source, Role role) {}

  static Vector.OfSeveral vector(Place vector) throws InvalidVector {
    Map<String, Placed> sources = sources(vector.member("sources").object(ANY));
    Map<String, List<RawReading>> readings =
        readings(vector.member("readings").object(ANY), sources.keySet());
    Meaning expected = expected(vector.member("expect").object(EXPECT), sources.keySet());
    Map<String, Vector.Member> members = new LinkedHashMap<>();
    sources.forEach(
        (name, placed) ->
            members.put(
                name,
                new Vector.Member(
                    placed.source(), placed.role(), readings.getOrDefault(name, List.of()))));
    return new Vector.OfSeveral(members, expected);
  }

  private static Map<String, Placed> sources(Place place) throws InvalidVector {
    Map<String, Placed> sources = new LinkedHashMap<>();
    for (String name : place.names()) {
      Place source = place.member(name).object(SOURCE);
      sources.put(name, new Placed(VectorReader.source(source), role(source)));
    }
    for (Map.Entry<String, Placed> one : sources.entrySet()) {
      checkOther(place.name(), one.getKey(), one.getValue().role(), sources);
    }
    if (sources.values().stream().filter(one -> one.role() instanceof Role.NodeMeter).count() > 1) {
      throw new InvalidVector(place.name() + " has more than one meter");
    }
    return sources;
  }

  private static Role role(Place source) throws InvalidVector {
    Optional<Place> named = source.optional("role");
    String role = named.isPresent() ? named.get().oneOf(ROLES) : "part";
    return switch (role) {
      case "overlap" -> new Role.Overlap(source.member("of").text());
      case "standIn" -> new Role.StandIn(source.member("of").text());
      case "check" -> new Role.Check(source.member("of").text());
      default -> {
        if (source.has("of")) {
          throw new InvalidVector(
              "%s.of stands beside the role %s, which is of no other source"
                  .formatted(source.name(), role));
        }
        yield role.equals("meter") ? new Role.NodeMeter() : new Role.Part();
      }
    };
  }

  private static void checkOther(
      String sourcesName, String name, Role role, Map<String, Placed> sources)
      throws InvalidVector {
    String where = sourcesName + "." + name;
    switch (role) {
      case Role.Overlap overlap -> checkOther(where, name, overlap.of(), sources, false);
      case Role.StandIn standIn -> checkOther(where, name, standIn.of(), sources, true);
      case Role.Check check -> checkOther(where, name, check.of(), sources, true);
      case Role.Part part -> {}
      case Role.NodeMeter meter -> {}
    }
  }

  private static void checkOther(
      String where, String name, String of, Map<String, Placed> sources, boolean part)
      throws InvalidVector {
    Placed other = sources.get(of);
    if (other == null || of.equals(name)) {
      throw new InvalidVector("%s.of names no other source: \"%s\"".formatted(where, of));
    }
    if (part && !(other.role() instanceof Role.Part)) {
      throw new InvalidVector("%s.of names no part: \"%s\"".formatted(where, of));
    }
  }

  private static Map<String, List<RawReading>> readings(Place place, Collection<String> names)
      throws InvalidVector {
    refuseStrangers(place, names);
    Map<String, List<RawReading>> all = new LinkedHashMap<>();
    for (String name : names) {
      Place own = place.member(name);
      List<RawReading> readings = VectorReader.readings(own);
      for (int i = 1; i < readings.size(); i++) {
        if (readings.get(i).atMillis() < readings.get(i - 1).atMillis()) {
          throw new InvalidVector(
              "%s[%d].atMillis is before the one before it".formatted(own.name(), i));
        }
      }
      all.put(name, readings);
    }
    return all;
  }

  private static Meaning expected(Place expect, Collection<String> names) throws InvalidVector {
    Place total = expect.member("total").object(VectorReader.known(TOTAL.toArray(String[]::new)));
    Place each = expect.member("sources").object(ANY);
    refuseStrangers(each, names);
    List<BigInteger> figures = new ArrayList<>(VectorReader.figures(total, TOTAL).values());
    Meaning expected =
        Vector.together(
            figures.get(0), figures.get(1), figures.get(2), expect.member("disagreements").texts());
    for (String name : names) {
      expected = expected.with("sources." + name, VectorReader.expected(each.member(name)));
    }
    return expected;
  }

  private static void refuseStrangers(Place place, Collection<String> names) throws InvalidVector {
    for (String name : place.names()) {
      if (!names.contains(name)) {
        throw new InvalidVector("%s.%s belongs to no source".formatted(place.name(), name));
      }
    }
  }

  private static Set<String> sourceMembers() {
    Set<String> members = new LinkedHashSet<>(VectorReader.SOURCE);
    members.addAll(List.of("role", "of"));
    return members;
  }
}
