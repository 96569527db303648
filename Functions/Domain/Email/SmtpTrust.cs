using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Proxy;

namespace Serverless.Domain.Email;

/// <summary>Decides which certificates of mail servers are trusted: those of the authorities that the machine trusts. No setting changes that.</summary>
/// <param name="root">Another authority, for tests that run their own server; only code can set it.</param>
public sealed class SmtpTrust(X509Certificate2? root = null)
{
    /// <summary>Gets a proxy in place of the network, for tests that must not reach the servers they name; only code can set it.</summary>
    public IProxyClient? Detour { get; init; }

    /// <summary>Gets the check; null for the default check.</summary>
    public RemoteCertificateValidationCallback? Callback => root is null ? null : IsTrusted;

    // The name must match with another authority, too.
    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 presented)
        {
            return errors == SslPolicyErrors.None;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.Add(root!);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return own.Build(presented);
    }
}
