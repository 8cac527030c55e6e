using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace JobWorker.Host.Tests.Catalog.Api;

public sealed class AskingForAnOperation : CatalogServer
{
    [Fact]
    public async Task Is_answered_with_where_to_look_and_what_is_meant()
    {
        var (status, location, body) = await PostAsync("""{"verb":"cancel","filter":{"service":"svc","reason":null}}""");

        Assert.Equal(202, status);
        Assert.Equal($"/api/operations/{body.GetProperty("id").GetString()}", location);
        Assert.Equal(
            """{"state":["requested","created","running"],"service":"svc"}""", body.GetProperty("filter").GetRawText());
        var (found, same) = await GetAsync(location!);
        Assert.Equal((200, body.GetProperty("id").GetString()), (found, same.GetProperty("id").GetString()));
        Assert.Equal(
            ("cancel", "Running", 0, 0, 0, 0),
            (same.GetProperty("verb").GetString(), same.GetProperty("state").GetString(), same.GetProperty("matched").GetInt32(),
                same.GetProperty("done").GetInt32(), same.GetProperty("refused").GetInt32(), same.GetProperty("failed").GetInt32()));
        Assert.Equal(0, same.GetProperty("problems").GetArrayLength());
        var (_, all) = await GetAsync("/api/operations");
        Assert.Single(all.GetProperty("operations").EnumerateArray());
    }

    [Fact]
    public async Task To_resend_is_about_dead_callbacks_and_may_correct_the_url()
    {
        var (status, _, body) = await PostAsync(
            """{"verb":"resend","filter":{"service":"svc"},"url":"https://hooks.example.com/new"}""");

        Assert.Equal((202, "resend", "https://hooks.example.com/new"), (status, body.GetProperty("verb").GetString(), body.GetProperty("url").GetString()));
        Assert.Equal("""{"state":[],"service":"svc","callback":"dead"}""", body.GetProperty("filter").GetRawText());
        Assert.Equal(202, (await PostAsync("""{"verb":"resend","all":true}""")).Status);
        Assert.Equal(202, (await PostAsync("""{"verb":"resend","filter":{"callback":"dead","state":"failed"}}""")).Status);
    }

    [Fact]
    public async Task Can_be_taken_back()
    {
        var (_, location, _) = await PostAsync("""{"verb":"redrive","all":true}""");

        using var stopped = await Http.DeleteAsync(Url + location);
        using var again = await Http.DeleteAsync(Url + location);
        using var nobody = await Http.DeleteAsync(Url + "/api/operations/nobody");

        Assert.Equal((200, 200, 404), ((int)stopped.StatusCode, (int)again.StatusCode, (int)nobody.StatusCode));
        var view = await stopped.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Stopped", view.GetProperty("state").GetString());
        Assert.Equal("""{"state":["failed","aborted"]}""", view.GetProperty("filter").GetRawText());
        Assert.Equal(404, (await GetAsync("/api/operations/nobody")).Status);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("[]", "body")]
    [InlineData("""{"verb":"cancel"}""", "filter")]
    [InlineData("""{"verb":"cancel","all":false,"filter":{}}""", "filter")]
    [InlineData("""{"verb":"cancel","filter":{"state":[]}}""", "filter")]
    [InlineData("""{"all":true}""", "verb")]
    [InlineData("""{"verb":"resend"}""", "filter")]
    [InlineData("""{"verb":"resend","filter":{"callback":"delivered"}}""", "filter.callback")]
    [InlineData("""{"verb":"resend","filter":{"callback":"gone"}}""", "filter.callback")]
    [InlineData("""{"verb":"resend","all":true,"url":5}""", "url")]
    [InlineData("""{"verb":"resend","all":true,"url":"ftp://hooks.example.com/"}""", "url")]
    [InlineData("""{"verb":"resend","all":true,"url":"https://evil.example.com/"}""", "url")]
    [InlineData("""{"verb":"resend","all":true,"url":"http://127.0.0.1/"}""", "url")]
    [InlineData("""{"verb":"redrive","all":true,"url":"https://hooks.example.com/"}""", "url")]
    [InlineData("""{"verb":"Cancel","all":true}""", "verb")]
    [InlineData("""{"verb":"cancel","all":"yes"}""", "all")]
    [InlineData("""{"verb":"cancel","all":true,"dry":1}""", "dry")]
    [InlineData("""{"verb":"cancel","filter":"all"}""", "filter")]
    [InlineData("""{"verb":"cancel","filter":{"state":["done"]}}""", "filter.state")]
    [InlineData("""{"verb":"cancel","filter":{"state":[1]}}""", "filter.state")]
    [InlineData("""{"verb":"cancel","filter":{"service":1}}""", "filter.service")]
    [InlineData("""{"verb":"cancel","filter":{"id":"a"}}""", "filter.id")]
    [InlineData("""{"verb":"cancel","filter":{"from":"now"}}""", "filter.from")]
    [InlineData("""{"verb":"\ud800","all":true}""", "verb")]
    [InlineData("""{"verb":"cancel","all":true,"\ud800":1}""", "\\ud800")]
    [InlineData("""{"verb":"resend","all":true,"url":"\ud800"}""", "url")]
    [InlineData("""{"verb":"cancel","filter":{"service":"\ud800"}}""", "filter.service")]
    [InlineData("""{"verb":"cancel","filter":{"state":["\ud800"]}}""", "filter.state")]
    [InlineData("""{"verb":"cancel","filter":{"\ud800":1}}""", "filter.\\ud800")]
    public async Task Is_refused_with_the_field_and_the_rule(string request, string field)
    {
        var (status, _, body) = await PostAsync(request);

        Assert.Equal(400, status);
        Assert.True(body.GetProperty("errors").TryGetProperty(field, out _), body.GetRawText());
        Assert.Equal(0, (await GetAsync("/api/operations")).Body.GetProperty("operations").GetArrayLength());
    }

    private async Task<(int Status, string? Location, JsonElement Body)> PostAsync(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(Url + "/api/operations", content);

        return ((int)response.StatusCode, response.Headers.Location?.ToString(), await response.Content.ReadFromJsonAsync<JsonElement>());
    }
}
