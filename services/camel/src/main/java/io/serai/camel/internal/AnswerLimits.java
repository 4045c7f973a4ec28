package io.serai.camel.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Bounds the answer of an HTTP target in size and time. Camel keeps the whole of it in memory, and its response time-out
 * begins anew with every byte, so that one target that never stops could take the heap, or a thread for good.
 *
 * <p>Of an answer that tells a failure the status counts: what is too much of it, or does not come, is left away. Any
 * other fails: too long is a mistake of this delivery, too slow or cut is a sign that the target is down. What fails tells
 * its target.
 */
final class AnswerLimits implements ExecChainHandler {

    static final long MAX_BYTES = 16L * 1024 * 1024;

    private final LongSupplier longestMillis;

    AnswerLimits(LongSupplier longestMillis) {
        this.longestMillis = longestMillis;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse response = answer(request, scope, chain);
        HttpEntity entity = response.getEntity();
        if (entity != null) {
            response.setEntity(new Bounded(entity, response.getCode() >= 300, longestMillis.getAsLong(), scope));
        }
        return response;
    }

    private static ClassicHttpResponse answer(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        try {
            return chain.proceed(request, scope);
        } catch (IOException failed) {
            AtTarget.mark(failed, scope.route.getTargetHost().toURI());
            throw failed;
        }
    }

    private static final class Bounded extends HttpEntityWrapper {

        private final InputStream content;

        Bounded(HttpEntity entity, boolean failure, long longestMillis, ExecChain.Scope scope) throws IOException {
            super(entity);
            content = new BoundedStream(entity.getContent(), failure, longestMillis, scope);
        }

        @Override
        public InputStream getContent() {
            return content;
        }
    }

    private static final class BoundedStream extends FilterInputStream {

        private final boolean failure;
        private final long longestMillis;
        private final long began = System.nanoTime();
        private final ExecChain.Scope scope;
        private long read;
        private boolean ended;
        private boolean hungUp;

        BoundedStream(InputStream in, boolean failure, long longestMillis, ExecChain.Scope scope) {
            super(in);
            this.failure = failure;
            this.longestMillis = longestMillis;
            this.scope = scope;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (ended) {
                return -1;
            }
            try {
                int count = super.read(bytes, offset, length);
                ended = count < 0;
                read += Math.max(0, count);
                check();
                return count;
            } catch (IOException | AnswerTooLongException failed) {
                ended = true;
                hungUp = true;
                scope.execRuntime.discardEndpoint();
                if (failure) {
                    return -1;
                }
                AtTarget.mark(failed, scope.route.getTargetHost().toURI());
                throw failed;
            }
        }

        private void check() throws IOException {
            if (read > MAX_BYTES) {
                throw new AnswerTooLongException();
            }
            if (!ended && System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(longestMillis)) {
                throw new SocketTimeoutException("the answer was not complete within " + longestMillis
                        + "ms; raise responseTimeout of the http component");
            }
        }

        /** The rest is read, within the bounds, so that the connection can be used again. */
        @Override
        public void close() throws IOException {
            try {
                transferTo(OutputStream.nullOutputStream());
            } catch (IOException | AnswerTooLongException nobodyWaits) {
                // hung up
            }
            if (!hungUp) {
                super.close();
            }
        }
    }

    /** No {@link IOException}: the target is not down. */
    static final class AnswerTooLongException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        AnswerTooLongException() {
            super("the answer is longer than " + MAX_BYTES
                    + " bytes; let the target answer less, or set httpClientConfigurer");
        }
    }
}
