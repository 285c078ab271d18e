package io.trainwatt.pipeline.stage;

import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Objects over a store of bytes: what was read or put stays an object, so that a change costs one
 * writing and no reading. The store is the truth: every change must be {@link #put}, but for one
 * that may be lost, and an object that was changed halfway is {@link #forget forgotten}. Belongs to
 * one task; not thread-safe.
 *
 * @param <T> what the store holds
 */
public final class LiveStore<T> {
  private final KeyValueStore<String, byte[]> store;
  private final StateFormat<T> format;
  private final Map<String, T> live = new HashMap<>();
  private final StateWriter writer = new StateWriter();

  /** Over a store that Kafka Streams restored. */
  public LiveStore(KeyValueStore<String, byte[]> store, StateFormat<T> format) {
    this.store = store;
    this.format = format;
  }

  /** The object of a key, which its caller may change and put; null where there is none. */
  public @Nullable T find(String key) {
    T known = live.get(key);
    if (known != null) {
      return known;
    }
    byte[] bytes = store.get(key);
    if (bytes == null) {
      return null;
    }
    T read = format.read(new StateReader(bytes));
    live.put(key, read);
    return read;
  }

  /** The object of a key if it is in use already; null where the store would have to be read. */
  public @Nullable T live(String key) {
    return live.get(key);
  }

  /** Makes an object and every change to it part of the store. */
  public void put(String key, T value) {
    writer.reset();
    format.write(value, writer);
    store.put(key, writer.toBytes());
    live.put(key, value);
  }

  /** Keeps a changed object without making the change part of the store: a later put does. */
  public void hold(String key, T value) {
    live.put(key, value);
  }

  /** Drops the object, not what the store holds: the next {@link #find} reads it anew. */
  public void forget(String key) {
    live.remove(key);
  }

  /** Drops all objects, not what the store holds. */
  public void forgetAll() {
    live.clear();
  }

  /** Removes the key. */
  public void delete(String key) {
    live.remove(key);
    store.delete(key);
  }

  /** All keys, in the store's order. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }

  /** Every key that begins with a prefix, and its object. */
  public void eachBelow(String prefix, BiConsumer<String, T> consumer) {
    List<String> keys = new ArrayList<>();
    try (StringSerializer serializer = new StringSerializer();
        KeyValueIterator<String, byte[]> found = store.prefixScan(prefix, serializer)) {
      while (found.hasNext()) {
        KeyValue<String, byte[]> entry = found.next();
        keys.add(entry.key);
      }
    }
    for (String key : keys) {
      T value = find(key);
      if (value != null) {
        consumer.accept(key, value);
      }
    }
  }
}
