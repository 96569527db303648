using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Serverless.Api.Accounts;
using Serverless.Api.Console;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Http;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Audit;
using Serverless.Domain.CallLog;
using Serverless.Domain.Email;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Notifications;
using Serverless.Domain.Passwords;
using Serverless.Domain.RateLimits;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.Sessions;
using Serverless.Domain.Sessions.Revocation;
using Serverless.Domain.Settings;
using Serverless.Domain.SignIn;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Sockets;
using Serverless.Storage;

namespace Serverless.Startup;

public static partial class Services
{
    private static void AddOptionsFromSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ApiTokenOptions>(configuration, "ApiTokens");
        services.AddSettings<AuditOptions>(configuration, "Audit");
        services.AddSettings<AuthOptions>(configuration, "Auth");
        services.AddSettings<CallLogOptions>(configuration, "CallLog");
        services.AddSettings<CorsOptions>(configuration, "Cors");
        services.AddSettings<EmailOptions>(configuration, "Email")
            .Validate<IServiceProviderIsKeyedService>(SelectedTransport.CanSend, "Email__Acs__… is set, but this build cannot send by Azure Communication Services: build with -p:AzureCommunicationEmail=true, or use an SMTP server.");
        services.AddSettings<EraseOptions>(configuration, "Erase");
        services.AddSettings<IndexOptions>(configuration, "Index");
        services.AddSettings<NotificationOptions>(configuration, "Notifications");
        services.AddSettings<PasswordOptions>(configuration, "Password");
        services.AddSettings<RateLimitOptions>(configuration, "RateLimits");
        services.AddSettings<RootOptions>(configuration, "Root")
            .Validate<PasswordPolicy>(RootOptions.IsPasswordAcceptable, "Root__Password must have at least as many characters as Password__MinimumLength says, and must not be a common password or contain root's name or email.");
        services.AddSettings<RecoveryOptions>(configuration, "Security");
        services.AddSettings<SecondFactorOptions>(configuration, "SecondFactor");
        services.AddSettings<FreshSessionOptions>(configuration, "Security");
        services.AddSettings<SessionOptions>(configuration, "Session");
        services.AddSettings<SignUpOptions>(configuration, "SignUp");
        services.AddSettings<SiteOptions>(configuration, "Site");
        services.AddSingleton<IPostConfigureOptions<SiteOptions>>(new OwnAddress(configuration, ConsoleFiles.Address));
        services.AddSettings<SocketOptions>(configuration, "Sockets");
        services.AddSettings<StorageOptions>(configuration, "Storage");
        services.AddSingleton<IValidateOptions<StorageOptions>>(new QueuePrefix(configuration));
        services.AddSingleton<IValidateOptions<StorageOptions>>(new CheckConnection(configuration));
        services.AddSettings<UploadOptions>(configuration, "Upload");
        services.AddSettings<WeChatOptions>(configuration, "WeChat");
        services.AddSettings<UserOptions>(configuration, "");
        services.AddSingleton<UnknownSettings>();
    }
}
