package io.trainwatt.agent.attribution;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which member stands for a process group or session that a member leads or led. Made for one scan,
 * so that a new process costs one look and not one at every member.
 */
final class Leaders {
  private final Map<Long, Member> groups = new HashMap<>();
  private final Map<Long, Member> sessions = new HashMap<>();

  Leaders(Iterable<Member> members) {
    members.forEach(this::add);
  }

  void add(Member member) {
    if (member.standsForGroup()) {
      groups.putIfAbsent(member.group(), member);
    }
    if (member.standsForSession()) {
      sessions.putIfAbsent(member.session(), member);
    }
  }

  /** One that stands for the group, else one that stands for the session. */
  @Nullable Member of(long group, long session) {
    Member member = groups.get(group);
    return member == null ? sessions.get(session) : member;
  }
}
