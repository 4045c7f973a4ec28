package io.serai.hub.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads request bodies within limits: one body has at most so many bytes, whether its length was announced or not, and
 * all bodies that are not answered yet have at most so many together – then publishers are told to come again.
 */
final class RequestBodies {

    /** What a request costs besides its body. */
    private static final int OVERHEAD = 1024;

    private static final int STEP = 16 * 1024;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long limit;
    private final AtomicLong pending = new AtomicLong();

    RequestBodies(long limit) {
        this.limit = limit;
    }

    /** The bytes of a body; {@link #close} it when the request is answered. */
    final class Body implements AutoCloseable {

        private byte[] bytes = new byte[0];
        private long taken;

        byte[] bytes() {
            return bytes;
        }

        private void take(long more) {
            if (pending.addAndGet(more) > limit) {
                pending.addAndGet(-more);
                throw ProblemException.tooMany(
                        "requests with more than " + limit
                                + " bytes wait for their answer (serai.http.max-pending); come again soon",
                        RETRY_AFTER);
            }
            taken += more;
        }

        @Override
        public void close() {
            pending.addAndGet(-taken);
            taken = 0;
        }
    }

    long pending() {
        return pending.get();
    }

    /** Reads the body to its end; a longer one is not read on. */
    Body read(HttpServletRequest request, long max, String setting) throws IOException {
        long announced = request.getContentLengthLong();
        if (announced > max) {
            throw tooLarge(max, setting);
        }
        Body body = new Body();
        try {
            body.take(OVERHEAD + Math.max(announced, 0));
            body.bytes = announced >= 0 ? exactly(request, (int) announced) : upTo(request, body, max, setting);
            return body;
        } catch (IOException | RuntimeException failed) {
            body.close();
            throw failed;
        }
    }

    private static byte[] exactly(HttpServletRequest request, int announced) throws IOException {
        byte[] bytes = request.getInputStream().readNBytes(announced);
        if (bytes.length < announced) {
            throw ProblemException.badRequest(
                    "the body ended after " + bytes.length + " of " + announced + " bytes announced");
        }
        return bytes;
    }

    private static byte[] upTo(HttpServletRequest request, Body body, long max, String setting) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        InputStream input = request.getInputStream();
        while (true) {
            byte[] step = input.readNBytes(STEP);
            if (step.length == 0) {
                return bytes.toByteArray();
            }
            if (bytes.size() + step.length > max) {
                throw tooLarge(max, setting);
            }
            body.take(step.length);
            bytes.write(step);
        }
    }

    private static ProblemException tooLarge(long max, String setting) {
        return ProblemException.tooLarge("the body has more than " + max + " bytes (" + setting
                + "); send fewer events at once, or keep large data elsewhere and send a reference (dataref)");
    }
}
