using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2;

public sealed class S2_9_Secrets : ContractTest
{
    [Statement(Text = "2.9 a secret answers 200 {key: value}")]
    public async Task Read() => (await Sidecar.GetAsync("/v1.0/secrets/secrets/CONTRACT_SECRET")).Is(200, """{"CONTRACT_SECRET":"told"}""");

    [Statement(Text = "2.9 an unknown store: 401 ERR_SECRET_STORE_NOT_FOUND")]
    public async Task Unknown() => (await Sidecar.GetAsync("/v1.0/secrets/nowhere/k")).IsError(401, "ERR_SECRET_STORE_NOT_FOUND");

    [StatementForEach(Text = "2.9 local.env never gives away DAPR_* and APP_API_TOKEN")]
    [InlineData("DAPR_API_TOKEN")]
    [InlineData("dapr_api_token")]
    [InlineData("APP_API_TOKEN")]
    public async Task Hidden(string key)
    {
        var answer = await Sidecar.GetAsync($"/v1.0/secrets/secrets/{key}");

        Assert.NotEqual(200, answer.Status);
        Assert.DoesNotContain("-secret", answer.Body, StringComparison.Ordinal);
    }

    [Statement(Text = "2.9 bulk answers every secret with its keys, without the hidden ones", Needs = Feature.SecretsInBulk)]
    public async Task Bulk()
    {
        var all = (await Sidecar.GetAsync("/v1.0/secrets/secrets/bulk")).Is(200).Json;

        Assert.Equal("told", all.GetProperty("CONTRACT_SECRET").GetProperty("CONTRACT_SECRET").GetString());
        Assert.False(all.TryGetProperty("DAPR_API_TOKEN", out _));
    }
}
