package io.serai.hub.http;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.jspecify.annotations.Nullable;

/** What Tomcat itself refuses – a request line or header that is none – gets a problem, not a page. */
public final class ProblemValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        Problem problem = Problems.of(status, SlowBodies.told(status, throwable).orElseGet(() -> malformed(request)));
        try {
            ProblemText.write(response.getResponse(), problem);
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            container.getLogger().debug("a client went away", gone);
        }
    }

    /** What exactly was wrong, Tomcat keeps to itself. */
    private static String malformed(Request request) {
        String limits = request.getConnector().getProtocolHandler() instanceof AbstractHttp11Protocol<?> http
                ? ", or it has more than " + http.getMaxHeaderCount() + " headers or "
                        + http.getMaxHttpRequestHeaderSize()
                        + " bytes of them (server.max-http-request-header-size)"
                : "";
        return "the request is not one that HTTP knows" + limits + "; it was not looked at any further";
    }
}
