package io.serai.delivery;

import io.cloudevents.sql.EvaluationRuntime;
import io.cloudevents.sql.generated.CESQLParserLexer;
import io.cloudevents.sql.generated.CESQLParserParser;
import io.cloudevents.sql.generated.CESQLParserParser.FunctionInvocationExpressionContext;
import io.cloudevents.sql.impl.parser.CaseChangingCharStream;
import java.util.Locale;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTreeListener;
import org.antlr.v4.runtime.tree.ParseTreeWalker;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first mistake in a filter. The SDK's own parser passes over some, such as a quote that is not
 * closed, and fails on others without saying where.
 */
final class FilterSyntax {

    private FilterSyntax() {}

    /** Throws, naming the place, where the text is no expression. */
    static void check(String text) {
        Mistakes mistakes = new Mistakes(text);
        CESQLParserLexer lexer = new CESQLParserLexer(new CaseChangingCharStream(CharStreams.fromString(text), true));
        lexer.removeErrorListeners();
        lexer.addErrorListener(mistakes);
        CESQLParserParser parser = new CESQLParserParser(new CommonTokenStream(lexer));
        parser.removeErrorListeners();
        parser.addErrorListener(mistakes);
        ParseTreeWalker.DEFAULT.walk(new Functions(text), parser.cesql());
    }

    private static IllegalArgumentException mistake(String what, int line, int column, String text) {
        return new IllegalArgumentException("filter is no CloudEvents SQL: " + what + " at "
                + (line > 1 ? "line " + line + ", " : "") + "character " + (column + 1) + " of: " + text);
    }

    private static final class Mistakes extends BaseErrorListener {

        private final String text;

        private Mistakes(String text) {
            this.text = text;
        }

        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                @Nullable Object symbol,
                int line,
                int column,
                String message,
                @Nullable RecognitionException cause) {
            String found = symbol instanceof Token token ? token.getText() : message.replaceFirst(".*: '(.*)'", "$1");
            throw mistake(found.equals("<EOF>") ? "unexpected end" : "unexpected " + found, line, column, text);
        }
    }

    /** An unknown function would only be found, again and again, when events come. */
    private static final class Functions implements ParseTreeListener {

        private final String text;

        private Functions(String text) {
            this.text = text;
        }

        @Override
        public void enterEveryRule(ParserRuleContext rule) {
            if (rule instanceof FunctionInvocationExpressionContext call) {
                String name = call.functionIdentifier().getText();
                int parameters = call.functionParameterList().expression().size();
                try {
                    EvaluationRuntime.getDefault().resolveFunction(name.toUpperCase(Locale.ROOT), parameters);
                } catch (IllegalStateException unknown) {
                    throw mistake(
                            "there is no function " + name + " of " + parameters
                                    + (parameters == 1 ? " value" : " values"),
                            call.getStart().getLine(),
                            call.getStart().getCharPositionInLine(),
                            text);
                }
            }
        }

        @Override
        public void exitEveryRule(ParserRuleContext rule) {}

        @Override
        public void visitTerminal(TerminalNode node) {}

        @Override
        public void visitErrorNode(ErrorNode node) {}
    }
}
