package io.trainwatt.collector.sink.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives all partitions to one member and none to the others, which stand by: a group of alerts is
 * then told by one collector, whichever subjects they are about. Public because Kafka makes it.
 */
public final class WholeGroup implements ConsumerPartitionAssignor {
  @Override
  public String name() {
    return "trainwatt-whole";
  }

  @Override
  public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
    Map<String, Subscription> members = group.groupSubscription();
    TreeSet<String> topics = new TreeSet<>();
    members.values().forEach(member -> topics.addAll(member.topics()));
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : topics) {
      cluster
          .partitionsForTopic(topic)
          .forEach(found -> all.add(new TopicPartition(topic, found.partition())));
    }
    String one = holder(members);
    Map<String, Assignment> assignments = new HashMap<>();
    members
        .keySet()
        .forEach(
            member ->
                assignments.put(member, new Assignment(member.equals(one) ? all : List.of())));
    return new GroupAssignment(assignments);
  }

  /** Who has them already, so that a newcomer changes nothing; else the first by name. */
  private static String holder(Map<String, Subscription> members) {
    TreeSet<String> names = new TreeSet<>(members.keySet());
    return names.stream()
        .filter(name -> !holdings(members, name).isEmpty())
        .findFirst()
        .orElseGet(names::first);
  }

  private static List<TopicPartition> holdings(Map<String, Subscription> members, String name) {
    Subscription subscription = members.get(name);
    return subscription == null ? List.of() : subscription.ownedPartitions();
  }
}
