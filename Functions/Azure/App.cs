using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Email;
using Serverless.Telemetry;

namespace Serverless;

/// <content>What only the build for Azure has. This folder has no namespace of its own, which would hide the Azure SDK's.</content>
public static partial class App
{
    static partial void AddAzure(FunctionsApplicationBuilder builder)
    {
        builder.Services.AddKeyedSingleton<IEmailTransport, AcsTransport>(SelectedTransport.Acs);
        if (builder.Configuration[AzureMonitorExport.ConnectionString] is { Length: > 0 })
        {
            AzureMonitorExport.Add(builder.Services, builder.Configuration);
        }
    }
}
