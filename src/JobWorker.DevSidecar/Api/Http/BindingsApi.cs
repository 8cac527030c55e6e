using System.Text.Json;
using JobWorker.DevSidecar.Api.Operations;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App.Tracing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Api.Http;

/// <summary><c>/v1.0/bindings</c>.</summary>
internal sealed class BindingsApi(OutputBindings bindings) : IApi
{
    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("POST" or "PUT", ["v1.0", _, var name]) => InvokeAsync(call, name),
        _ => null,
    };

    private async Task InvokeAsync(ApiCall call, string name)
    {
        var request = Read(await call.ReadBodyAsync());
        await AnswerAsync(
            call, await bindings.InvokeAsync(name, request, TraceContext.Of(call.Http.Request.Headers), call.Cancel));
    }

    private static Task AnswerAsync(ApiCall call, BindingResponse? response)
    {
        if (response is null)
        {
            return call.NoContent();
        }

        ApiCall.SetMetadata(call.Http.Response, response.Metadata);
        return call.JsonAsync(response.Data);
    }

    /// <summary>The data is written again the way Go's JSON does it, as in daprd.</summary>
    private static BindingRequest Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("expected an object with operation and data");
            }

            var request = new BindingRequest("", default, new Dictionary<string, string>());
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                request = ReadMember(request, name, JsonSlice.Take(ref reader, body));
            }

            JsonSlice.End(ref reader);
            return request;
        }
        catch (Exception e) when (JsonSlice.IsMalformed(e))
        {
            throw ApiException.Malformed(e.Message, e);
        }
    }

    private static BindingRequest ReadMember(BindingRequest request, string? name, ReadOnlyMemory<byte> value) => name switch
    {
        "operation" => request with { Operation = JsonSerializer.Deserialize<string>(value.Span) ?? "" },
        "data" => request with { Data = GoJson.Encode(value) },
        "metadata" => request with { Metadata = JsonSerializer.Deserialize<Dictionary<string, string>>(value.Span) ?? [] },
        _ => request,
    };
}
