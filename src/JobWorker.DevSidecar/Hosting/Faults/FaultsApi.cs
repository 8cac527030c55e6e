using System.Text.Json;
using JobWorker.DevSidecar.Api.Routing;

namespace JobWorker.DevSidecar.Hosting.Faults;

/// <summary><c>/v1.0/faults</c>: there only where the sidecar was started with <c>--faults</c>.</summary>
internal sealed class FaultsApi(FaultBoard board) : IApi
{
    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("GET", ["v1.0", _]) => call.JsonAsync(Write),
        ("PUT", ["v1.0", _]) => PutAsync(call),
        ("DELETE", ["v1.0", _]) => ClearAsync(call),
        _ => null,
    };

    /// <summary>What is on, how often it could have happened and how often it has.</summary>
    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("faults"u8);
        foreach (var one in board.All.OrderBy(one => one.Spec.Kind))
        {
            var (seen, done) = one.Counts;
            json.WriteStartObject(FaultBoard.NameOf(one.Spec.Kind));
            json.WriteString("when"u8, one.Spec.Text);
            json.WriteNumber("seen"u8, seen);
            json.WriteNumber("done"u8, done);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private async Task PutAsync(ApiCall call)
    {
        var asked = await call.ReadJsonAsync<Request>();
        try
        {
            board.Replace([.. (asked.Faults ?? []).Select(one => FaultSpec.Parse(one.Key, one.Value ?? ""))], asked.Seed);
        }
        catch (FormatException e)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "ERR_FAULTS", $"faults: {e.Message}", e);
        }

        await call.NoContent();
    }

    private Task ClearAsync(ApiCall call)
    {
        board.Replace([]);
        return call.NoContent();
    }

    private sealed record Request(Dictionary<string, string?>? Faults, int? Seed);
}
