using System.Net.Http.Headers;

namespace JobWorker.Example;

/// <summary>The queue, through this program's own sidecar.</summary>
internal static class Queue
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(500);

    /// <summary>Puts a message on topic <c>jobs</c> exactly as it is, as soon as the sidecar takes it.</summary>
    public static async Task PublishAsync(string message, string sidecarPort, CancellationToken cancel)
    {
        using var http = new HttpClient();
        while (true)
        {
            using var content = new StringContent(message, new MediaTypeHeaderValue("application/json"));
            try
            {
                using var response = await http.PostAsync(
                    $"http://127.0.0.1:{sidecarPort}/v1.0/publish/jobs-queue/jobs?metadata.rawPayload=true", content, cancel);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }

                Console.WriteLine($"waiting    the sidecar answers {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancel)}");
            }
            catch (HttpRequestException e)
            {
                Console.WriteLine($"waiting    the sidecar does not answer yet: {e.Message}");
            }

            await Task.Delay(BetweenTries, cancel);
        }
    }
}
