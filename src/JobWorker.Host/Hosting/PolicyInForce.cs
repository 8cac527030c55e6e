using System.ComponentModel.DataAnnotations;
using JobWorker.Core.Policies;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace JobWorker.Host.Hosting;

/// <summary>The policy as the settings say it now. Settings that break a rule leave in force what was there before.</summary>
/// <remarks>
/// Reads the settings itself: the options monitor may still have the old ones when told of new ones, and throws at broken
/// ones.
/// </remarks>
internal sealed class PolicyInForce : IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly ILogger<PolicyInForce> _logger;
    private readonly IDisposable _changes;
    private volatile JobPolicy _policy;
    private volatile CancellationTokenSource _superseded = new();

    public PolicyInForce(IOptions<PolicyOptions> options, IConfiguration configuration, ILogger<PolicyInForce> logger)
    {
        (_configuration, _logger) = (configuration, logger);
        _policy = options.Value.ToPolicy();
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, Change);
    }

    public JobPolicy Policy => _policy;

    /// <summary>Fires when another policy than the one of now is in force; ask for it before <see cref="Policy"/>.</summary>
    public CancellationToken Superseded => _superseded.Token;

    public void Dispose() => _changes.Dispose();

    private void Change()
    {
        try
        {
            var options = _configuration.GetSection(PolicyOptions.Section).Get<PolicyOptions>() ?? new PolicyOptions();
            List<ValidationResult> broken = [];
            if (Validator.TryValidateObject(options, new ValidationContext(options), broken, validateAllProperties: true))
            {
                _policy = options.ToPolicy();
                _logger.PolicyChanged();
                Interlocked.Exchange(ref _superseded, new CancellationTokenSource()).Cancel();
            }
            else
            {
                _logger.PolicyBroken(string.Join(" ", broken.Select(b => b.ErrorMessage)));
            }
        }
        catch (InvalidOperationException e)
        {
            _logger.PolicyBroken(e.InnerException?.Message is { } inner ? $"{e.Message} {inner}" : e.Message);
        }
    }
}
