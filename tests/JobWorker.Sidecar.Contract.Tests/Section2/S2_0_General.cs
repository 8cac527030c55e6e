using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2;

public sealed class S2_0_General : ContractTest
{
    [Statement(Text = "2 an unknown route answers 404 with an error body")]
    public async Task NotFound()
    {
        var answer = await Sidecar.GetAsync("/v1.0/nothing/here");

        answer.Is(404);
        Assert.NotEqual("", answer.Json.GetProperty("errorCode").GetString());
    }

    [StatementForEach(Text = "2 without the right dapr-api-token every request is 401 with the text: invalid api token")]
    [InlineData("GET", "/v1.0/metadata", "")]
    [InlineData("GET", "/v1.0/state/memory/k", "wrong")]
    [InlineData("POST", "/v1.0/publish/messages/plain", "")]
    [InlineData("GET", "/v1.0/nothing/here", "")]
    [InlineData("POST", "/v1.0/shutdown", "")]
    public async Task Token(string verb, string path, string token)
    {
        Skip.If(Sidecar.Token is null, "DAPR_API_TOKEN is not set");
        var answer = await Sidecar.SendAsync(verb, path, headers: ("dapr-api-token", token));

        Assert.Equal((401, "invalid api token"), (answer.Status, answer.Body.Trim()));
    }

    [StatementForEach(Text = "2 health needs no token")]
    [InlineData("/v1.0/healthz")]
    [InlineData("/v1.0/healthz/outbound")]
    public async Task HealthIsFree(string path)
    {
        Skip.If(Sidecar.Token is null, "DAPR_API_TOKEN is not set");

        (await Sidecar.SendAsync("GET", path, headers: ("dapr-api-token", "wrong"))).Is(204);
    }

    [StatementForEach(Text = "2 a trailing slash and doubled slashes are cleaned")]
    [InlineData("/v1.0/healthz/")]
    [InlineData("//v1.0//healthz")]
    [InlineData("/v1.0/metadata//")]
    public async Task Slashes(string path) => Assert.InRange((await Sidecar.GetAsync(path)).Status, 200, 204);

    [Statement(Text = "2 errors are application/json with errorCode and message")]
    public async Task ErrorBody()
    {
        var answer = await Sidecar.GetAsync("/v1.0/state/nowhere/k");

        answer.IsError(400, "ERR_STATE_STORE_NOT_FOUND");
        Assert.StartsWith("application/json", answer.Headers["Content-Type"], StringComparison.Ordinal);
    }

    [Statement(Text = "2 a body above max-body-size is refused and the sidecar lives on")]
    public async Task Large()
    {
        var answer = await Sidecar.SendBytesAsync("POST", "/v1.0/state/memory", new byte[(4 << 20) + 1], "application/json",
            ("Expect", "100-continue"));

        Assert.InRange(answer.Status, 400, 499);
        (await Sidecar.GetAsync("/v1.0/healthz")).Is(204);
    }

    [StatementForEach(Text = "2.7 2.8 what is not implemented says so")]
    [InlineData("POST", "/v1.0/workflows/dapr/w/start")]
    [InlineData("POST", "/v1.0/jobs/j")]
    [InlineData("GET", "/v1.0/configuration/store")]
    [InlineData("PUT", "/v1.0-alpha1/crypto/c/encrypt")]
    [InlineData("POST", "/v1.0-alpha2/conversation/c/converse")]
    public async Task Unimplemented(string verb, string path)
    {
        Skip.If(World.ExternalAddress is not null, "daprd implements it");

        (await Sidecar.SendAsync(verb, path, verb == "GET" ? null : "{}")).IsError(501, "ERR_API_UNIMPLEMENTED");
    }
}
