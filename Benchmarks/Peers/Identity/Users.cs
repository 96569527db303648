using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Serverless.Benchmarks.Identity;

/// <summary>The tables of Identity.</summary>
internal sealed class Users(DbContextOptions<Users> options) : IdentityDbContext<IdentityUser>(options);
