// A client of each dialect that keeps a conversation: what it says, what it heard, and what came of the calls.
// Knows how each spells a turn of the user's, results and functions; refuses to know what an answer looks like (heard.mjs).
const model = "gemini-3-flash-preview";
const schema = { type: "object", properties: { a: { type: "string" } } };

/**
 * A row a dialect. `says(text, png)`: a turn of the user's, with a picture in base64 or none. `returns(heard, results)`: the
 * results of what was heard called, texts in the same order. `asks(history, names, streams)`: a request with functions of
 * these names. Turns and results are lists of entries of the history, as `kept` of an answer is.
 */
export const clients = {
  chat: {
    says: (text, png) => [
      {
        role: "user",
        content: [
          { type: "text", text },
          ...(png ? [{ type: "image_url", image_url: { url: `data:image/png;base64,${png}` } }] : []),
        ],
      },
    ],
    returns: ({ kept: [message], ids }, results) =>
      results.map((content, i) =>
        message.function_call
          ? { role: "function", name: message.function_call.name, content }
          : { role: "tool", tool_call_id: ids[i], content },
      ),
    asks: (messages, names, streams) => ({
      model,
      messages,
      ...(names.length > 0 && { tools: names.map((name) => ({ type: "function", function: { name, parameters: schema } })) }),
      ...(streams && { stream: true, stream_options: { include_usage: true } }),
    }),
  },
  anthropic: {
    says: (text, data) => [
      {
        role: "user",
        content: [
          { type: "text", text },
          ...(data ? [{ type: "image", source: { type: "base64", media_type: "image/png", data } }] : []),
        ],
      },
    ],
    returns: ({ ids }, results) => [
      { role: "user", content: results.map((content, i) => ({ type: "tool_result", tool_use_id: ids[i], content })) },
    ],
    asks: (messages, names, stream) => ({
      model,
      max_tokens: 8000,
      stream,
      thinking: { type: "enabled", budget_tokens: 2000 },
      messages,
      tools: names.map((name) => ({ name, input_schema: schema })),
    }),
  },
  responses: {
    says: (text, png) => [
      {
        role: "user",
        content: [
          { type: "input_text", text },
          ...(png ? [{ type: "input_image", image_url: `data:image/png;base64,${png}` }] : []),
        ],
      },
    ],
    returns: ({ ids }, results) => results.map((output, i) => ({ type: "function_call_output", call_id: ids[i], output })),
    asks: (input, names, stream) => ({
      model,
      stream,
      store: false,
      include: ["reasoning.encrypted_content"],
      reasoning: { summary: "auto" },
      input,
      tools: names.map((name) => ({ type: "function", name, parameters: schema })),
    }),
  },
  gemini: {
    says: (text, data) => [
      { role: "user", parts: [{ text }, ...(data ? [{ inlineData: { mimeType: "image/png", data } }] : [])] },
    ],
    returns: ({ calls, ids }, results) => [
      {
        role: "user",
        parts: results.map((output, i) => ({ functionResponse: { id: ids[i], name: calls[i].name, response: { output } } })),
      },
    ],
    asks: (contents, names) => ({
      contents,
      generationConfig: { thinkingConfig: { includeThoughts: true } },
      ...(names.length > 0 && { tools: [{ functionDeclarations: names.map((name) => ({ name, parametersJsonSchema: schema })) }] }),
    }),
  },
};
