using JobWorker.Cli.Service;

namespace JobWorker.Cli.Commands.Common;

/// <summary>Rides out that the service is away, as while it is started anew, but not for ever.</summary>
/// <param name="session">Whose time it is.</param>
internal sealed class Patience(Session session)
{
    private DateTimeOffset? _away;

    /// <summary>Asks; none where there was no answer, and there is still hope.</summary>
    /// <exception cref="ServiceException">It refuses, or was away for too long.</exception>
    public async Task<T?> AskAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            var answer = await ask();
            _away = null;

            return answer;
        }
        catch (ServiceException e) when (Bears(e))
        {
            return null;
        }
    }

    /// <summary>Whether to go on after <paramref name="e"/>.</summary>
    public bool Bears(ServiceException e)
    {
        _away ??= session.Now;

        return !e.IsRefusal && session.Now - _away < session.Terminal.Patience;
    }

    /// <summary>It answered.</summary>
    public void Renew() => _away = null;
}
