@echo off
rem Uploads a file of upstream keys to KV: scripts/update_keys.mjs with the Node that the packages bring along.
rem Knows only where they are; what is uploaded is that script's business.
setlocal
set "ROTA_FROM=%CD%"
cd /d "%~dp0.."
if "%~1"=="--help" goto start
if not exist node_modules\wrangler\bin\wrangler.js (
  echo The npm packages are missing: run npm ci first. 1>&2
  exit /b 1
)
:start
set "PATH=%CD%\node_modules\.bin;%PATH%"
call node scripts\update_keys.mjs %*
exit /b %ERRORLEVEL%
