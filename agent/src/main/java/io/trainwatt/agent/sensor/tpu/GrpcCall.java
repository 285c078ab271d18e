package io.trainwatt.agent.sensor.tpu;

import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.http2.impl.nio.bootstrap.H2MultiplexingRequester;
import org.apache.hc.core5.http2.impl.nio.bootstrap.H2MultiplexingRequesterBootstrap;
import org.apache.hc.core5.http2.protocol.H2RequestContent;
import org.apache.hc.core5.http2.protocol.H2RequestTargetHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Unary gRPC calls without TLS, over HTTP/2 with prior knowledge: the framing, HPACK, flow control
 * and trailers by Apache HttpCore, the five bytes before a message here. One thread of its own,
 * started with it. Calls are made by one thread and end within their time.
 */
final class GrpcCall implements AutoCloseable {
  private static final ContentType GRPC = ContentType.create("application/grpc");
  private static final int HEADER_BYTES = 5;

  /** Without the usual "expect: 100-continue", for which a gRPC server never says "continue". */
  private static final HttpProcessor GRPC_HEADERS =
      HttpProcessorBuilder.create()
          .addAll(H2RequestContent.INSTANCE, H2RequestTargetHost.INSTANCE)
          .build();

  private final H2MultiplexingRequester requester;
  private final Duration timeout;

  GrpcCall(Duration timeout) {
    this.timeout = timeout;
    this.requester =
        H2MultiplexingRequesterBootstrap.bootstrap()
            .setIOReactorConfig(
                IOReactorConfig.custom()
                    .setIoThreadCount(1)
                    .setSoTimeout(Timeout.of(timeout))
                    .build())
            .setH2Config(
                H2Config.custom().setPushEnabled(false).setInitialWindowSize(1 << 20).build())
            .setHttpProcessor(GRPC_HEADERS)
            .create();
    requester.start();
  }

  /**
   * Sends a message and waits for the one that answers it.
   *
   * @throws TpuFailure if there is no answer in time, or it is no answer, or an error
   */
  ByteBuffer call(TpuConfig.Address address, String method, byte[] message) throws TpuFailure {
    AsyncRequestProducer request =
        AsyncRequestBuilder.create(Method.POST.name())
            .setUri("http://" + address + method)
            .setEntity(new BasicAsyncEntityProducer(framed(message), GRPC))
            .addHeader("te", "trailers")
            .addHeader("grpc-timeout", timeout.toMillis() + "m")
            .build();
    Future<ByteBuffer> answer =
        requester.execute(request, new GrpcAnswer(), Timeout.of(timeout), null);
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw TpuFailure.broken("%s gave no answer in %d ms".formatted(address, timeout.toMillis()));
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw TpuFailure.broken("interrupted");
    } catch (CancellationException e) {
      throw TpuFailure.broken(address + " broke the connection off");
    } catch (ExecutionException e) {
      throw failure(address, e.getCause());
    }
  }

  private static TpuFailure failure(TpuConfig.Address address, @Nullable Throwable cause) {
    if (cause instanceof ConnectException) {
      return TpuFailure.refused("nothing serves libtpu's metrics at " + address);
    }
    return TpuFailure.broken(
        address
            + ": "
            + (cause instanceof HttpException refused
                ? String.valueOf(refused.getMessage())
                : String.valueOf(cause)));
  }

  private static byte[] framed(byte[] message) {
    return ByteBuffer.allocate(HEADER_BYTES + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }

  @Override
  public void close() {
    requester.close(CloseMode.IMMEDIATE);
  }
}
