
namespace JobWorker.Host.Tests.Ojs.Extensions;

/// <summary>The registry of schemas, and subscriptions beside it: what is stored for all replicas.</summary>
public sealed class ASchemaOfArguments : IAsyncLifetime
{
    private const string Uri = "urn:ojs:schema:email.send:v1";

    private OjsWorld _world = null!;

    public async Task InitializeAsync() => _world = await OjsWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Is_held_against_jobs_that_name_it()
    {
        await RegisterAsync("""{"type":"array","items":[{"type":"string"}],"minItems":1}""");

        var wrong = await _world.PostAsync("/jobs", $$"""{"type":"email.send","args":[7],"schema":"{{Uri}}"}""");

        Assert.Equal((400, "schema_validation", "args[0]"), (wrong.Status, wrong.Text("error.code"), wrong.Text("error.details.field")));
        Assert.Equal(201, (await _world.PostAsync("/jobs", $$"""{"type":"email.send","args":["a"],"schema":"{{Uri}}"}""")).Status);
        Assert.Equal(201, (await _world.PostAsync("/jobs", """{"type":"email.send","args":[7]}""")).Status);
        Assert.Equal(400, (await _world.PostAsync("/jobs/batch", $$"""{"jobs":[{"type":"a","args":[]},{"type":"b","args":[],"schema":"{{Uri}}"}]}""")).Status);
    }

    [Fact]
    public async Task Is_demanded_by_a_job_that_wants_to_be_checked()
    {
        const string Job = """{"type":"email.send","args":["a"],"meta":{"ojs_validate":true}}""";
        Assert.Equal(422, (await _world.PostAsync("/jobs", Job)).Status);
        await RegisterAsync("""{"type":"array"}""");

        Assert.Equal(201, (await _world.PostAsync("/jobs", Job)).Status);
    }

    [Fact]
    public async Task Never_changes_once_it_is_registered()
    {
        Assert.Equal(201, (await RegisterAsync("""{"type":"array"}""")).Status);
        Assert.Equal(200, (await RegisterAsync("""{"type":"array"}""")).Status);
        Assert.Equal(409, (await RegisterAsync("""{"type":"object"}""")).Status);
        Assert.Equal("array", (await _world.GetAsync($"/schemas/{System.Uri.EscapeDataString(Uri)}")).Text("schema.schema.type"));
    }

    [Fact]
    public async Task Has_versions_of_which_the_latest_is_told()
    {
        await RegisterAsync("""{"minItems":1}""", version: 2);
        await RegisterAsync("""{"minItems":9}""", version: 10);

        Assert.Equal("10", (await _world.GetAsync("/admin/schemas/email.send")).Text("version"));
        Assert.Equal("1", (await _world.GetAsync("/admin/schemas/email.send/2")).Text("schema.minItems"));
        Assert.Equal("2", (await _world.GetAsync("/admin/schemas/email.send/versions")).Text("versions.0.version"));
        Assert.Equal(200, (await _world.SendAsync(HttpMethod.Delete, "/admin/schemas/email.send/10")).Status);
        Assert.Equal("2", (await _world.GetAsync("/admin/schemas/email.send")).Text("version"));
    }

    [Fact]
    public async Task Is_refused_where_it_asks_for_what_would_not_be_kept()
    {
        var said = await RegisterAsync("""{"items":{"$ref":"#"}}""");

        Assert.Equal((400, "schema/items/$ref"), (said.Status, said.Text("error.details.field")));
        Assert.Equal(400, (await _world.PutAsync("/admin/schemas/email.send/1", "{}")).Status);
    }

    [Theory]
    [InlineData("Email.Send")]
    [InlineData("email..send")]
    [InlineData("email send")]
    public async Task Is_refused_for_a_type_that_no_job_has(string type)
    {
        var put = await _world.PutAsync($"/admin/schemas/{System.Uri.EscapeDataString(type)}/1", """{"schema":{}}""");
        var posted = await _world.PostAsync("/schemas", $$$"""{"uri":"urn:x","type":"{{{type}}}","schema":{}}""");

        Assert.All([put, posted], said => Assert.Equal((400, "type"), (said.Status, said.Text("error.details.field"))));
        Assert.Equal("0", (await _world.GetAsync("/schemas")).Text("pagination.total"));
        Assert.Equal(201, (await _world.PostAsync("/schemas", """{"uri":"urn:x","schema":{}}""")).Status);
    }

    private Task<OjsWorld.Said> RegisterAsync(string schema, int version = 1) =>
        _world.PutAsync($"/admin/schemas/email.send/{version}", $$"""{"schema":{{schema}}}""");
}
