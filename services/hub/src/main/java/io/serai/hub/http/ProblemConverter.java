package io.serai.hub.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;

/** Writes problems with their length, so that a client has all of one though it is still sending what was refused. */
final class ProblemConverter extends AbstractHttpMessageConverter<Problem> {

    private final ObjectMapper json;

    ProblemConverter(ObjectMapper json) {
        super(MediaType.APPLICATION_PROBLEM_JSON);
        this.json = json;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == Problem.class;
    }

    @Override
    public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected Problem readInternal(Class<? extends Problem> type, HttpInputMessage message) {
        throw new HttpMessageNotReadableException("problems are only written", message);
    }

    @Override
    protected void writeInternal(Problem problem, HttpOutputMessage message) throws IOException {
        byte[] bytes = json.writeValueAsBytes(problem);
        message.getHeaders().setContentLength(bytes.length);
        message.getBody().write(bytes);
    }
}
