using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Proxy;

namespace Serverless.Domain.Email;

/// <summary>Which certificates of mail servers count: those of the authorities that the machine trusts, and no setting changes that.</summary>
/// <param name="root">Another authority, for tests that run a server of their own; only code can give it.</param>
public sealed class SmtpTrust(X509Certificate2? root = null)
{
    /// <summary>A way around the network, for tests that must not reach the servers they name; only code can give it.</summary>
    public IProxyClient? Detour { get; init; }

    /// <summary>The check; null for the ordinary one.</summary>
    public RemoteCertificateValidationCallback? Callback => root is null ? null : IsTrusted;

    // The name must be right all the same.
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
