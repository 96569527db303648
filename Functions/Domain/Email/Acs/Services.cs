using Microsoft.Extensions.DependencyInjection;
using Serverless.Domain.Email;

namespace Serverless.Startup;

/// <content>Email by Azure Communication Services, compiled where the package is available (<c>AzureCommunicationEmail=true</c>).</content>
public static partial class Services
{
    static partial void AddAcs(IServiceCollection services) => services.AddKeyedSingleton<IEmailTransport, AcsTransport>(SelectedTransport.Acs);
}
