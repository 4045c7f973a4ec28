package io.serai.hub.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Ends the reading of bodies that do not come in time: the server itself waits anew for every byte, so that a client
 * that drips would hold a thread for good.
 *
 * <ol>
 *   <li>A request has so long for its body; then its reader is told.
 *   <li>What was answered without being read whole is sent off, and the rest of the body is read within the same time,
 *       so that a client that still sends finds the answer instead of a broken connection.
 *   <li>Where the rest is not at its end by then, the connection is.
 * </ol>
 */
final class SlowBodies extends OncePerRequestFilter {

    private static final String TOO_SLOW =
            "the body did not come whole within serai.http.body-timeout; send less at once, or raise it";
    private static final int MOST_REST = 2 * 1024 * 1024;

    private final Duration limit;

    SlowBodies(Duration limit) {
        this.limit = limit;
    }

    /** The body did not come in time. */
    static final class SlowBodyException extends IOException {

        private static final long serialVersionUID = 1L;

        SlowBodyException() {
            super(TOO_SLOW);
        }
    }

    /** What the server found wrong with a body, of which it tells only so much. */
    static Optional<String> told(int status, @Nullable Object thrown) {
        if (status == HttpServletResponse.SC_REQUEST_TIMEOUT) {
            return Optional.of(TOO_SLOW);
        }
        return thrown instanceof IOException
                ? Optional.of("the body ended before all of it had come, or has chunks that are none; send it again,"
                        + " whole")
                : Optional.empty();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() <= 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null) {
            chain.doFilter(request, response);
            return;
        }
        TimedRequest timed = new TimedRequest(request);
        chain.doFilter(timed, response);
        // who waits for a 100 sends nothing after an answer
        if (!request.isAsyncStarted() && request.getHeader(HttpHeaders.EXPECT) == null) {
            timed.readRest(response);
        }
    }

    private final class TimedRequest extends HttpServletRequestWrapper {

        private final TimedInput input;

        TimedRequest(HttpServletRequest request) throws IOException {
            super(request);
            input = new TimedInput(request.getInputStream());
        }

        @Override
        public ServletInputStream getInputStream() {
            return input;
        }

        void readRest(HttpServletResponse response) throws IOException {
            if (input.failed || input.isFinished()) {
                return;
            }
            response.flushBuffer();
            byte[] rest = new byte[16 * 1024];
            try {
                for (int read = 0; read < MOST_REST; ) {
                    int more = input.read(rest, 0, rest.length);
                    if (more < 0) {
                        return;
                    }
                    read += more;
                }
            } catch (SlowBodyException slow) {
                throw new ClientAbortException(slow);
            }
            throw new ClientAbortException("more of a body that was refused came than anybody waits for");
        }
    }

    private final class TimedInput extends ServletInputStream {

        private final ServletInputStream input;
        private final long began = System.nanoTime();
        private boolean failed;

        TimedInput(ServletInputStream input) {
            this.input = input;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int most) throws IOException {
            if (System.nanoTime() - began > limit.toNanos()) {
                throw new SlowBodyException();
            }
            try {
                return input.read(bytes, from, most);
            } catch (IOException broken) {
                failed = true;
                throw broken;
            }
        }

        @Override
        public boolean isFinished() {
            return input.isFinished();
        }

        @Override
        public boolean isReady() {
            return input.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            input.setReadListener(listener);
        }
    }
}
