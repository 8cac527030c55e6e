using System.Text.Json;
using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Formats;
using JobWorker.DevSidecar.Resources.Resiliency;

namespace JobWorker.DevSidecar.Api;

/// <summary><c>/v1.0/bindings</c>.</summary>
internal sealed class BindingsApi(ComponentRegistry components, ResiliencyPolicies policies, TimeProvider clock) : IApi
{
    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("POST" or "PUT", ["v1.0", _, var name]) => InvokeAsync(call, name),
        _ => null,
    };

    private async Task InvokeAsync(ApiCall call, string name)
    {
        var request = Traced(Read(await call.ReadBodyAsync()), call);
        try
        {
            var binding = components.Find<IOutputBinding>(name)
                ?? throw new BindingException($"couldn't find output binding {name}", new Dictionary<string, string>());
            var response = await policies.ForOutbound(name, "Binding").ExecuteAsync(
                () => binding.InvokeAsync(request, call.Cancel), e => e is BindingException, clock, call.Cancel);
            await AnswerAsync(call, response);
        }
        catch (BindingException e)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_INVOKE_OUTPUT_BINDING",
                $"error invoking output binding {name}: {e.Message}", e)
            {
                Metadata = e.Metadata,
            };
        }
    }

    private static Task AnswerAsync(ApiCall call, BindingResponse? response)
    {
        if (response is null)
        {
            return call.NoContent();
        }

        call.SetMetadata(response.Metadata);
        return call.JsonAsync(response.Data);
    }

    private static BindingRequest Traced(BindingRequest request, ApiCall call)
    {
        var given = call.Http.Request.Headers.TraceParent.ToString();
        var metadata = new Dictionary<string, string>(request.Metadata, StringComparer.Ordinal)
        {
            [TraceParent.Header] = given.Length > 0 ? given : TraceParent.New(),
        };
        return request with { Metadata = metadata };
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

            return request;
        }
        catch (JsonException e)
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
