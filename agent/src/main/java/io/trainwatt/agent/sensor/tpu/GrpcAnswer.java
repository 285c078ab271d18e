package io.trainwatt.agent.sensor.tpu;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one unary call: a message of 1 MiB at most, and the status in the trailers, or in
 * the headers where there are no others. Used by the connection's thread.
 */
final class GrpcAnswer implements AsyncResponseConsumer<ByteBuffer> {
  private static final int MAX_BYTES = 1 << 20;
  private static final int HEADER_BYTES = 5;
  private static final int HTTP_OK = 200;

  private final ByteArrayOutputStream body = new ByteArrayOutputStream(512);
  private @Nullable FutureCallback<ByteBuffer> callback;

  @Override
  public void consumeResponse(
      HttpResponse response,
      @Nullable EntityDetails entity,
      HttpContext context,
      FutureCallback<ByteBuffer> resultCallback) {
    callback = resultCallback;
    if (response.getCode() != HTTP_OK) {
      refuse("it answers HTTP %d, so it is no gRPC server".formatted(response.getCode()));
    } else if (entity == null) {
      Header status = response.getFirstHeader("grpc-status");
      Header message = response.getFirstHeader("grpc-message");
      finish(text(status), text(message).orElse(""));
    }
  }

  private static Optional<String> text(@Nullable Header header) {
    return header == null ? Optional.empty() : Optional.ofNullable(header.getValue());
  }

  @Override
  public void informationResponse(HttpResponse response, HttpContext context) {
    // Says nothing that matters here.
  }

  @Override
  public void updateCapacity(CapacityChannel channel) throws IOException {
    channel.update(MAX_BYTES);
  }

  @Override
  public void consume(ByteBuffer source) throws IOException {
    if (body.size() + source.remaining() > MAX_BYTES) {
      throw new IOException("its answer is longer than 1 MiB");
    }
    while (source.hasRemaining()) {
      body.write(source.get());
    }
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers) {
    Optional<String> status = Optional.empty();
    String message = "";
    for (Header trailer : trailers == null ? List.<Header>of() : trailers) {
      if (trailer.getName().equalsIgnoreCase("grpc-status")) {
        status = text(trailer);
      } else if (trailer.getName().equalsIgnoreCase("grpc-message")) {
        message = text(trailer).orElse("");
      }
    }
    finish(status, message);
  }

  private void finish(Optional<String> status, String message) {
    ByteBuffer bytes = ByteBuffer.wrap(body.toByteArray());
    if (!status.equals(Optional.of("0"))) {
      refuse("gRPC status %s %s".formatted(status.orElse("that is missing"), message.strip()));
    } else if (bytes.remaining() < HEADER_BYTES || bytes.get() != 0) {
      refuse("its answer holds no plain gRPC message");
    } else if (bytes.getInt() != bytes.remaining()) {
      refuse("its answer is not one whole gRPC message");
    } else if (callback != null) {
      callback.completed(bytes.slice());
    }
  }

  /** Told to who asked; thrown, it would end the connection. */
  private void refuse(String why) {
    failed(new HttpException(why));
  }

  @Override
  public void failed(Exception cause) {
    FutureCallback<ByteBuffer> whoAsked = callback;
    if (whoAsked != null) {
      whoAsked.failed(cause);
    }
  }

  @Override
  public void releaseResources() {
    body.reset();
  }
}
