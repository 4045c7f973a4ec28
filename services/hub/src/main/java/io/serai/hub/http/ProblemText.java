package io.serai.hub.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;

/** Writes problems where Spring MVC does not reach: in filters and in the server. */
final class ProblemText {

    private static final int LONGEST = 200;

    private ProblemText() {}

    static void write(HttpServletResponse response, Problem problem) throws IOException {
        byte[] body = json(problem).getBytes(StandardCharsets.UTF_8);
        response.setStatus(problem.status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static String json(Problem problem) {
        return "{\"type\":" + string(problem.type().toString()) + ",\"title\":" + string(problem.title())
                + ",\"status\":" + problem.status() + ",\"detail\":" + string(problem.detail()) + ",\"code\":"
                + string(problem.code()) + "}";
    }

    /** What a client sent, cut to what fits a message. */
    static String plain(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    private static String string(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
