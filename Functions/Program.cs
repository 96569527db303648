using Microsoft.Extensions.Hosting;
using Serverless;

App.CreateBuilder(args).Build().Run();
