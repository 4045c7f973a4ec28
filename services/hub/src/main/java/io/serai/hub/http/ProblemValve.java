package io.serai.hub.http;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** What Tomcat itself refuses – a request line or header that is none – gets a problem, not a page. */
public final class ProblemValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        Problem problem =
                Problems.of(status, "the request is not one that HTTP knows; it was not looked at any further");
        try {
            ProblemText.write(response.getResponse(), problem);
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            container.getLogger().debug("a client went away", gone);
        }
    }
}
